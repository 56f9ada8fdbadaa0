"""Exports of any size for a bench: invented people who write again and again, as people do."""

import csv
import sqlite3
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import NamedTuple
from xml.sax.saxutils import escape

import xlsxwriter

ROWS_A_PERSON = 40  # on average
FIRST = datetime(2020, 1, 1, tzinfo=UTC)
TEXTS = (
    "heb je nog {n}", "wit {n}", "ben er over {n} min", "ok", "ja", "nee joh", "bel me ff",
    "eten we om {n} uur?", "kom je morgen om {n}", "sos {n} gram", "je code is {n}", "top",
    "cola halen bij de appie {n}", "waar blijf je", "lekker weertje he", "tot {n} uur dan",
    "kan je {n} brengen naar zuid", "papa is er om {n}", "thx", "hahaha", "sta buiten {n}",
)  # fmt: skip


class Line(NamedTuple):
    number: str
    incoming: bool
    text: str
    moment: datetime


def lines(amount: int) -> Iterator[Line]:
    """As many messages, to and from a fortieth as many people."""
    dice = Random(amount)
    people = [_person(dice) for _ in range(max(1, amount // ROWS_A_PERSON))]
    for place in range(amount):
        number = people[min(int(dice.expovariate(4) * len(people)), len(people) - 1)]
        text = dice.choice(TEXTS).format(n=dice.randrange(1000))
        yield Line(number, dice.random() < 0.6, text, FIRST + timedelta(seconds=37 * place))


def as_csv(path: Path, amount: int) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, delimiter=";")
        table.writerow(["nummer", "richting", "datum", "tekst"])
        for one in lines(amount):
            way = "in" if one.incoming else "uit"
            table.writerow([one.number, way, f"{one.moment:%d-%m-%Y %H:%M:%S}", one.text])


def as_xlsx(path: Path, amount: int) -> None:
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet("SMS")
        sheet.write_row(0, 0, ["nummer", "richting", "datum", "tekst"])
        for place, one in enumerate(lines(amount), start=1):
            way = "in" if one.incoming else "uit"
            sheet.write_row(
                place, 0, [one.number, way, f"{one.moment:%d-%m-%Y %H:%M:%S}", one.text]
            )


def as_cellebrite(path: Path, amount: int) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write('<?xml version="1.0" encoding="utf-8"?><project id="1" name="bench" ')
        file.write('xmlns="http://pa.cellebrite.com/report/2.0"><decodedData>')
        file.write('<modelType type="SMS">')
        for place, one in enumerate(lines(amount)):
            role, folder = ("From", "Inbox") if one.incoming else ("To", "Sent")
            file.write(
                f'<model type="SMS" id="{place}" deleted_state="Intact">'
                f'<field name="TimeStamp" type="TimeStamp"><value type="TimeStamp">'
                f"{one.moment.isoformat()}</value></field>"
                f'<field name="Folder" type="String"><value type="String">{folder}</value></field>'
                f'<field name="Body" type="String"><value type="String">{escape(one.text)}</value>'
                f'</field><multiModelField name="Parties" type="Party"><model type="Party">'
                f'<field name="Identifier" type="String"><value type="String">{one.number}</value>'
                f'</field><field name="Role" type="PartyRole"><value type="PartyRole">{role}'
                f'</value></field><field name="IsPhoneOwner" type="Boolean"><value type="Boolean">'
                f"False</value></field></model></multiModelField></model>"
            )
        file.write("</modelType></decodedData></project>")


def as_android(path: Path, amount: int) -> None:
    book = sqlite3.connect(path)
    book.execute(
        "create table sms (_id integer primary key, address text, date integer, type integer, "
        "body text)"
    )
    rows = (
        (one.number, int(one.moment.timestamp() * 1000), 1 if one.incoming else 2, one.text)
        for one in lines(amount)
    )
    book.executemany("insert into sms (address, date, type, body) values (?, ?, ?, ?)", rows)
    book.commit()
    book.close()


KINDS: dict[str, tuple[str, Callable[[Path, int], None]]] = {
    "csv": ("csv", as_csv),
    "xlsx": ("xlsx", as_xlsx),
    "Cellebrite xml": ("xml", as_cellebrite),
    "mmssms.db": ("db", as_android),
}


def _person(dice: Random) -> str:
    mobile = f"6{dice.randrange(10**7, 10**8)}"
    return dice.choice(("+31{}", "0{}", "0031{}")).format(mobile)
