"""Who may be chosen on the simulator's page: people of the demo, and identities published for tests.

Those of the demo are born in 1801 to 1850, so nobody living bears their codes.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Person:
    """Somebody whom the simulator can name."""

    code: str
    given: str
    family: str

    @property
    def subject(self) -> str:
        """As the services name him."""
        return f"EE{self.code}"

    @property
    def born(self) -> str:
        """The day of birth that the code says."""
        century = 18 + (int(self.code[0]) - 1) // 2
        return f"{century}{self.code[1:3]}-{self.code[3:5]}-{self.code[5:7]}"


CLIENTS = [
    Person("24503120016", "Mari", "Tamm"),
    Person("14007050024", "Jaan", "Kask"),
    Person("23809230033", "Liis", "Saar"),
    Person("24708300056", "Anna", "Ivanova"),
    Person("24402020080", "Kadri", "Lepp"),
    Person("14303030098", "Oleg", "Smirnov"),
]
# The logins of the demo (desk/demo/people.py).
STAFF = [
    Person("23602141012", "Riina", "Rand"),
    Person("13306071026", "Margus", "Mets"),
    Person("24101191031", "Svetlana", "Belova"),
    Person("23005251044", "Helena", "Hunt"),
    Person("12708111054", "Toomas", "Kuusk"),
    Person("14903031069", "Uku", "Uus"),
    Person("23511121071", "Reet", "Raud"),
    Person("12904301089", "Endel", "Eller"),
    Person("23112051090", "Ülle", "Ülem"),
    Person("13409171104", "Hans", "Hein"),
    Person("23807221111", "Aino", "Aus"),
]
# Published by the state for tests; nobody of the demo bears them.
STRANGERS = [
    Person("60001019906", "Mary Änn", "O’Connež-Šuslik Testnumber"),
    Person("60001017869", "Eid2016", "Testnumber"),
    Person("38001085718", "Jaak-Kristjan", "Jõeorg"),
]
PEOPLE: dict[str, Person] = {person.code: person for person in (*CLIENTS, *STAFF, *STRANGERS)}
