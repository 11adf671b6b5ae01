// A page that only leads on to another system sends its form by itself; without this the person presses the button.
document.querySelector("form[data-go-on]")?.requestSubmit();
