"""Our own contract says the same as the register's, where its files lie beside the project."""

from pathlib import Path

import pytest

from registry.gateway.calling import CONTRACT
from registry.gateway.dated import READ
from registry.gateway.schema import Contract, Node, Operation, differences, load

THEIRS = Path(__file__).parents[3] / "shared" / "business-register"
FILES = ("arireg-trimmed.wsdl", "arireg-trimmed-headers.wsdl")

# Operations of the register that we do not use, and why; operations of ours whose schema was never at hand.
NOT_USED = {"esindus_v1": "esindus_v2 has taken its place: it gives groups"}
UNVERIFIED = {"detailandmed_v3"}

beside = pytest.mark.skipif(
    not THEIRS.is_dir(),
    reason="not compared: the register's contract data (../shared/business-register) is not here",
)


def read(path: Path) -> Contract:
    return load(str(path), lambda name: Path(name).read_bytes(), lambda name: "://" not in name)


@pytest.fixture(scope="module")
def ours() -> Contract:
    return read(CONTRACT)


@pytest.fixture(scope="module", params=FILES)
def theirs(request: pytest.FixtureRequest) -> Contract:
    return read(THEIRS / request.param)


def elements(node: Node, path: str = "") -> dict[str, tuple[object, ...]]:
    """Every element under a node by its path: place among its own, type, and how often."""
    here = f"{path}/{node.name}"
    found: dict[str, tuple[object, ...]] = {}
    for place, child in enumerate(node.children):
        found[f"{here}/{child.name}"] = (
            place, child.type, child.least, child.most, child.nillable, child.default,
        )  # fmt: skip
        found |= elements(child, here)
    return found


@beside
def test_every_operation_of_the_register_is_compared_or_left_out_for_a_reason(
    ours: Contract, theirs: Contract
) -> None:
    assert set(theirs.operations) - set(ours.operations) == set(NOT_USED)
    assert set(ours.operations) - set(theirs.operations) == UNVERIFIED


@beside
@pytest.mark.parametrize("service", ["esindus_v2", "lihtandmed_v3", "klassifikaatorid_v1"])
def test_each_element_has_the_place_the_type_and_the_occurrence_of_the_registers(
    service: str, ours: Contract, theirs: Contract
) -> None:
    our, their = ours.operations[service], theirs.operations[service]
    for one, other in ((our.question, their.question), (our.answer, their.answer)):
        assert one.name == other.name
        assert len(elements(other)) >= 4
        assert elements(one) == elements(other)
        assert one == other, "and what may be left open"
    assert our.action == their.action == ""


@beside
def test_the_data_have_no_operation_that_nobody_compares(theirs: Contract) -> None:
    compared = {"esindus_v2", "lihtandmed_v3", "klassifikaatorid_v1"}
    assert set(theirs.operations) == compared | set(NOT_USED)


@beside
def test_the_comparison_of_the_command_finds_only_what_the_data_lack(
    ours: Contract, theirs: Contract
) -> None:
    assert differences(ours, theirs, {}) == ["detailandmed_v3: the operation is not there"]


# ---- what the comparison sees -----------------------------------------------------------------------------


def spoilt(tmp_path: Path, file: str, said: str, instead: str) -> Contract:
    for each in CONTRACT.parent.iterdir():
        (tmp_path / each.name).write_text(each.read_text())
    text = (tmp_path / file).read_text()
    assert said in text
    (tmp_path / file).write_text(text.replace(said, instead, 1))
    return read(tmp_path / CONTRACT.name)


STATUS = '<xsd:element name="staatus" type="xsd:string"/>'
CARD = "esindus_v2Response/keha/ettevotjad/item"


@pytest.mark.parametrize(
    ("file", "said", "instead", "words"),
    [
        ("esindus_v2.xsd", STATUS, "", [f"{CARD}/staatus: the element is not there"]),
        ("esindus_v2.xsd", STATUS, f'{STATUS}<xsd:element name="uus" type="xsd:string"/>',
         [f"{CARD}/uus: a new element"]),
        ("esindus_v2.xsd", STATUS, STATUS.replace("xsd:string", "xsd:int"),
         [f"{CARD}/staatus: the type is int, ours string"]),
        ("esindus_v2.xsd", STATUS, STATUS.replace("/>", ' minOccurs="0"/>'),
         [f"{CARD}/staatus: occurs 0 to 1, ours 1"]),
        ("esindus_v2.xsd", STATUS, STATUS.replace("/>", ' nillable="true"/>'),
         [f"{CARD}/staatus: may be nil, ours the other way"]),
        ("esindus_v2.xsd", '<xsd:element name="keel" type="xsd:string" minOccurs="0"/>', "",
         ["esindus_v2/keha/keel: the element is not there",
          "esindus_v2Response/paring/keel: the element is not there"]),
        ("lihtandmed_v3.xsd", '<xsd:element name="tegutseb" type="xsd:string" minOccurs="0"/>\n',
         '<xsd:any minOccurs="0"/>\n',
         ["lihtandmed_v3Response/keha/ettevotjad/item: any further elements may come",
          "lihtandmed_v3Response/keha/ettevotjad/item/tegutseb: the element is not there"]),
        ("klassifikaatorid_v1.xsd", 'name="klassifikaatorid_v1Response" type', 'name="muu" type',
         ["klassifikaatorid_v1: the element is called ?, ours klassifikaatorid_v1Response"]),
        ("register.wsdl", 'soapAction=""', 'soapAction="urn:esindus"',
         ["esindus_v2: SOAPAction is 'urn:esindus', ours ''"]),
    ],
)  # fmt: skip
def test_a_difference_is_said_in_plain_words(
    file: str, said: str, instead: str, words: list[str], ours: Contract, tmp_path: Path
) -> None:
    assert differences(ours, spoilt(tmp_path, file, said, instead), {}) == words


def test_another_order_is_a_difference(ours: Contract, tmp_path: Path) -> None:
    text = '<xsd:element name="staatus_tekstina" type="xsd:string"/>'
    found = differences(
        ours, spoilt(tmp_path, "esindus_v2.xsd", f"{STATUS}\n      {text}", f"{text}\n      {STATUS}"), {}
    )
    assert len(found) == 1
    assert found[0].startswith(f"{CARD}: the order is ariregistri_kood, arinimi, staatus_tekstina, staatus,")


def test_an_operation_that_went_is_a_difference(ours: Contract) -> None:
    left = {name: each for name, each in ours.operations.items() if name != "esindus_v2"}
    assert differences(ours, Contract(left), {}) == ["esindus_v2: the operation is not there"]


# ---- the operation whose inside we leave open -----------------------------------------------------------

ITEM = "detailandmed_v3Response/keha/ettevotjad/item"


def bigger(ours: Contract, **change: str) -> Contract:
    """A contract as the facts describe it, with far more than we read; `change` renames or retypes."""

    def leaf(name: str, kind: str = "string") -> Node:
        return Node(change.get(name, name), "0", "1", type=change.get(f"{name}_type", kind))

    def many(name: str, *children: Node) -> Node:
        return Node(change.get(name, name), children=(Node("item", "0", "unbounded", children=children),))

    person = many(
        "kaardile_kantud_isikud", leaf("kirje_id", "integer"), leaf("isiku_tyyp"), leaf("isiku_roll"),
        leaf("eesnimi"), leaf("isikukood_registrikood"), leaf("algus_kpv", "date"), leaf("lopp_kpv", "date"),
    )  # fmt: skip
    text = many(
        "esindusoiguse_eritingimused", leaf("esinduse_tyyp"), leaf("esinduse_sisu"),
        leaf("algus_kpv", "date"), leaf("lopp_kpv", "date"),
    )  # fmt: skip
    persons = Node("isikuandmed", "0", "1", children=(person, Node("uus"), text))
    item = Node(
        "item", "0", "unbounded", children=(leaf("ariregistri_kood", "integer"), leaf("nimi"), persons)
    )
    our = ours.operations["detailandmed_v3"]
    question = our.question.children[0]
    fields = (*question.children[:2], leaf("arinimi"), *question.children[2:], leaf("lehekylg", "integer"))
    asked = Node("keha", children=fields)
    answer = Node(
        our.answer.name,
        children=(
            Node("paring", children=fields),
            Node("keha", children=(Node("ettevotjad", children=(item,)), leaf("leitud_ettevotjate_arv"))),
        ),
    )
    made = Operation(our.name, Node(our.question.name, children=(asked,)), answer, "")
    return Contract(ours.operations | {our.name: made})


def test_what_we_do_not_read_of_the_dated_rows_may_be_anything(ours: Contract) -> None:
    assert differences(ours, bigger(ours), {ITEM: READ}) == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"isiku_roll": "roll"},
         f"{ITEM}/isikuandmed/kaardile_kantud_isikud/item/isiku_roll: the element that we read is not there"),
        ({"esinduse_sisu_type": "int"},
         f"{ITEM}/isikuandmed/esindusoiguse_eritingimused/item/esinduse_sisu: the type is int, we read it as"
         " string"),
    ],
)  # fmt: skip
def test_what_we_read_of_the_dated_rows_must_be_there(
    change: dict[str, str], words: str, ours: Contract
) -> None:
    assert differences(ours, bigger(ours, **change), {ITEM: READ}) == [words]


def test_the_order_of_the_question_for_dated_rows_is_compared(ours: Contract) -> None:
    other = bigger(ours)
    question = other.operations["detailandmed_v3"].question.children[0]
    turned = Node("keha", children=tuple(reversed(question.children)))
    other.operations["detailandmed_v3"] = Operation(
        "detailandmed_v3",
        Node("detailandmed_v3", children=(turned,)),
        other.operations["detailandmed_v3"].answer,
        "",
    )
    found = differences(ours, other, {ITEM: READ})
    assert len(found) == 1
    assert "detailandmed_v3/keha: the order is evarv, keel," in found[0]
