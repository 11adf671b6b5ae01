/* select[data-picker]: a field in which any words of an option or its group are found, in any order and
   without their diacritics; in the empty field 1 to 9 take one of my own, * puts the marked one on a key. */
(() => {
  "use strict";
  const SHOWN = 8;
  const FOLDED = { ä: "a", ö: "o", õ: "o", ü: "u", š: "s", ž: "z" };
  const fold = (text) => text.toLowerCase().replace(/[äöõüšž]/g, (letter) => FOLDED[letter]).trim();
  let number = 0;

  const named = (option) => {
    const group = option.parentElement.label;
    return group ? `${option.text} (${group})` : option.text;
  };

  class Picker {
    constructor(select) {
      this.select = select;
      this.place = select.closest(".picker");
      this.options = [...select.options].filter((option) => option.value);
      this.words = new Map(this.options.map((option) => [option, fold(`${option.parentElement.label ?? ""} ${option.text}`)]));
      this.marked = 0;
      this.draw();
      this.listen();
      this.choose(select.selectedOptions[0], false);
    }

    get mine() {
      return this.place ? [...this.place.querySelectorAll("[data-favourites] button")] : [];
    }

    draw() {
      const id = `${this.select.id || `picker-${(number += 1)}`}_text`;
      this.field = document.createElement("input");
      this.list = document.createElement("ul");
      Object.assign(this.field, { type: "search", id, autocomplete: "off" });
      Object.assign(this.list, { id: `${id}_list`, className: "picker__list", hidden: true });
      this.list.setAttribute("role", "listbox");
      const label = this.select.labels[0];
      const roles = { role: "combobox", "aria-autocomplete": "list", "aria-controls": this.list.id, "aria-expanded": "false" };
      for (const [name, value] of Object.entries(roles)) this.field.setAttribute(name, value);
      if (this.select.required) this.field.setAttribute("aria-required", "true");
      if (this.select.getAttribute("aria-invalid")) this.field.setAttribute("aria-invalid", "true");
      if (label) {
        label.htmlFor = id;
        this.list.setAttribute("aria-label", label.textContent.trim());
      }
      if (this.select.dataset.key) this.field.dataset.key = this.select.dataset.key;
      delete this.select.dataset.key;
      this.select.hidden = true;
      this.select.required = false;
      this.select.picker = this.field;
      this.select.after(this.field, this.list);
    }

    listen() {
      this.field.addEventListener("input", () => this.show());
      this.field.addEventListener("focus", () => this.field.select());
      this.field.addEventListener("blur", () => setTimeout(() => this.hide(), 150));
      this.field.addEventListener("keydown", (event) => this.key(event));
      this.list.addEventListener("mousedown", (event) => {
        event.preventDefault();
        const row = event.target.closest("[role=option]");
        if (row) this.choose(this.found[[...this.list.children].indexOf(row)]);
      });
      this.place?.addEventListener("click", (event) => {
        const button = event.target.closest("[data-favourites] button");
        if (!button) return;
        event.preventDefault();
        this.take(button.value);
      });
    }

    take(value) {
      this.choose(this.options.find((option) => option.value === value));
    }

    show() {
      const words = fold(this.field.value).split(/\s+/);
      this.found = this.options.filter((option) => words.every((word) => this.words.get(option).includes(word))).slice(0, SHOWN);
      if (!this.field.value.trim()) this.found = [];
      this.select.value = "";
      this.mark(0);
    }

    mark(place) {
      this.marked = Math.max(0, Math.min(place, (this.found?.length ?? 0) - 1));
      this.list.replaceChildren(
        ...(this.found ?? []).map((option, row) => {
          const line = document.createElement("li");
          line.id = `${this.list.id}_${row}`;
          line.textContent = named(option);
          line.setAttribute("role", "option");
          line.setAttribute("aria-selected", String(row === this.marked));
          return line;
        }),
      );
      this.list.hidden = this.list.children.length === 0;
      this.field.setAttribute("aria-expanded", String(!this.list.hidden));
      if (this.list.hidden) this.field.removeAttribute("aria-activedescendant");
      else this.field.setAttribute("aria-activedescendant", `${this.list.id}_${this.marked}`);
    }

    hide() {
      this.found = [];
      this.mark(0);
    }

    choose(option, onwards = true) {
      if (!option?.value) return;
      this.select.value = option.value;
      this.field.value = named(option);
      this.hide();
      this.select.dispatchEvent(new Event("change", { bubbles: true }));
      if (!onwards) return;
      const all = [...this.select.form.elements];
      const fields = all.filter((each) => each.checkVisibility() && each.matches("textarea, input, select"));
      fields[fields.indexOf(this.field) + 1]?.focus();
    }

    key(event) {
      const empty = !this.field.value || this.field.value === this.field.ownerDocument.getSelection().toString();
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === "ArrowDown" && this.list.hidden) {
        this.found = this.options;
        this.mark(0);
      } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        this.mark(this.marked + (event.key === "ArrowDown" ? 1 : -1));
        this.list.children[this.marked]?.scrollIntoView({ block: "nearest" });
      } else if (event.key === "Enter" && this.found?.length) {
        this.choose(this.found[this.marked]);
      } else if (event.key === "Enter") {
        if (this.select.value) return void (event.preventDefault(), this.choose(this.select.selectedOptions[0]));
      } else if (/^[1-9]$/.test(event.key) && empty && this.mine[event.key - 1]) {
        this.take(this.mine[event.key - 1].value);
      } else if (event.key === "*") {
        this.star(this.found?.[this.marked] ?? this.select.selectedOptions[0]);
      } else {
        return;
      }
      event.preventDefault();
      event.stopPropagation();
    }

    async star(option) {
      if (!option?.value || !this.place?.dataset.star) return;
      const headers = { ...JSON.parse(document.body.getAttribute("hx-headers")), "HX-Request": "true" };
      const answer = await fetch(this.place.dataset.star.replace("/0/", `/${option.value}/`), { method: "POST", headers });
      if (!answer.ok) return;
      const { favourites, refused } = await answer.json();
      this.field.setCustomValidity(refused);
      if (refused) this.field.reportValidity();
      this.field.setCustomValidity("");
      const list = this.place.querySelector("[data-favourites]");
      list.querySelectorAll("li:has(button)").forEach((row) => row.remove());
      list.prepend(...favourites.map((topic, place) => this.favourite(topic, place + 1)));
    }

    favourite(topic, key) {
      const [row, button, cap] = ["li", "button", "span"].map((name) => document.createElement(name));
      Object.assign(button, { name: this.select.name, value: String(topic.pk) });
      Object.assign(cap, { className: "kbd", textContent: String(key), ariaHidden: "true" });
      button.append(cap, ` ${topic.name}`);
      row.append(button);
      return row;
    }
  }

  function dress(root) {
    for (const select of root.querySelectorAll("select[data-picker]")) {
      if (!select.picker) new Picker(select);
    }
  }
  document.body.addEventListener("htmx:load", (event) => dress(event.detail.elt));
  dress(document);
  // A value that was put back by script (a draft) shows in the field too.
  document.addEventListener("input", (event) => {
    if (event.target.matches?.("select[data-picker]") && event.target.picker) {
      event.target.picker.value = event.target.selectedOptions[0]?.value ? named(event.target.selectedOptions[0]) : "";
    }
  });
})();
