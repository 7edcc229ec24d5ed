"""The digest: what it says, in which forms, and that it arrives once."""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import re
import signal
import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import duckdb
import pytest
from aiosmtpd.controller import Controller

from tools import versions, whole_file
from tools.digest import __main__ as command
from tools.digest import sending
from tools.digest.content import read
from tools.digest.recipients import NotSendable, Recipient
from tools.digest.recipients import read as plan_of
from tools.digest.rendering import Rendered, as_slack, escaped, rendered
from tools.digest.sending import LONGEST, Ledger, deliver, payload, shortened
from tools.digest_proof import senders_are_killed, writers_are_killed
from tools.project import ROOT
from tools.publish.marts import DATABASE, MANIFEST

# A company's name as somebody with bad intentions would choose it.
EVIL = "<b>Acme</b> [pay](http://evil.example) *now* @channel"
ROWS = """
select * from (values
    ('minutes', 1, 'company', 'all', 'off_target', 'off target', '未达标', 120.0::double, '120.0 min', '<= 95', '79 %'),
    ('rate', 2, 'company', 'all', 'on_target', 'on target', '达标', 0.5, '50.0 %', '>= 40 %', '125 %'),
    ('minutes', 1, 'team', 't1', 'at_risk', 'at risk', '有风险', 100.0, '100.0 min', '<= 95', '95 %'),
    ('minutes', 1, 'rep', 'r1', 'at_risk', 'at risk', '有风险', 100.0, '100.0 min', '<= 95', '95 %')
) as rows (kpi_id, kpi_order, scope_type, scope_id, target_status, verdict_en, verdict_zh, kpi_value, value_text_en, target_text, attained_text)
"""


REMARKS = """
select * from (values
    (date '2026-09-01', date '2026-09-04', 'minutes', 'company', 'all', 'A fair.', '展会。'),
    (date '2026-09-30', null, null, 'team', 't1', 'North moved.', '搬迁。'),
    (date '2026-08-31', date '2026-09-01', 'rate', 'rep', 'r1', 'Of a KPI that the rep lacks.', '无'),
    (date '2026-09-02', null, null, 'rep', 'r1', 'A day off.', '休假。'),
    (date '2026-08-31', null, null, 'company', 'all', 'The day before.', '前一天。'),
    (date '2026-10-01', null, null, 'company', 'all', 'The day after.', '后一天。')
) as rows (first_on, last_on, kpi_id, scope_type, scope_id, text_en, text_zh)
"""


def write_publication(folder: Path, build: str, changes: str = "") -> None:
    """Publish a small company: two KPIs, the company and one team; `changes` is SQL on its tables."""
    texts = [
        line.split(",", 2)
        for line in (ROOT / "seeds/reference/texts.csv").read_text(encoding="utf-8").splitlines()
        if line.startswith(("digest,", "scorecard,", "target_status,", "unit,", "label,"))
    ]
    assert texts
    folder.mkdir(exist_ok=True)
    with versions.staging(folder) as place:
        with duckdb.connect(str(place / DATABASE)) as connection:
            connection.execute("create schema publication")
            connection.execute(f"create table publication.build as select '{build}' as build_id")
            connection.execute(
                "create table publication.texts as select topic, code, text_en, text_zh from read_csv(?, header = true, all_varchar = true)",
                [str(ROOT / "seeds/reference/texts.csv")],
            )
            connection.execute(f"create table publication.remarks as {REMARKS}")
            connection.execute(
                "create table dim_reps as select 'r1' as rep_id, 'Ana Maria' as rep_name, 't1' as team_id"
            )
            connection.execute(
                "create table dim_periods as select date '2026-10-14' as as_of_date, 'month' as period_type, date '2026-09-01' as period_start, date '2026-09-30' as period_end"
            )
            connection.execute(
                "create table dim_kpis as select * from (values ('minutes', 'minutes', 1), ('rate', 'rate', 1), ('money', 'currency', 0)) as rows (kpi_id, unit, decimals)"
            )
            connection.execute(
                f"""create table kpi_scorecard as select rows.*, kpi_id as name_en, '指标' || kpi_id as name_zh, 'minutes' as unit, 'lower' as direction,
                'month' as period_type, date '2026-09-01' as period_start, 'September 2026' as period_label_en, '2026年9月' as period_label_zh,
                value_text_en as value_text_zh, '+1.0 min' as change_text_en, '+1.0 分钟' as change_text_zh, null::varchar as remark_en, null::varchar as remark_zh,
                'trusted' as source_status, case scope_type when 'company' then 'Company' else 'North' end as scope_name_en,
                case scope_type when 'company' then '全公司' else 'North' end as scope_name_zh, true as is_as_due from ({ROWS}) as rows"""
            )
            connection.execute(
                "create table kpi_due as select 'minutes' as kpi_id, 'minutes' as name_en, '指标' as name_zh, 'overdue' as due_status, date '2026-10-05' as due_on, 'Was due.' as message_en, '已逾期。' as message_zh"
            )
            connection.execute(
                "create table kpi_focus as select 'minutes' as kpi_id, scope_type, scope_id, true as is_judged, 1 as focus_rank, 'why' as why_en, '原因' as why_zh, 'Answer sooner.' as action_en, '更快答复。' as action_zh"
                " from (values ('company', 'all'), ('team', 't1')) as rows (scope_type, scope_id)"
            )
            connection.execute(
                """create table kpi_drillthrough as select 'minutes' as kpi_id, 'month' as period_type, date '2026-09-01' as period_start, 'leads' as export,
                'L' || range as record_id, ? as customer_name, date '2026-09-01' + range::int as counted_on, 'answered' as reason, 'Answered.' as reason_en, '已答复。' as reason_zh,
                null::varchar as movement, null::double as mrr_change, 1000.0::double * range as record_value, 'minutes' as record_unit, 't1' as team_id, 'r1' as rep_id,
                'https://crm.example/L' || range as record_url from range(6)""",
                [EVIL],
            )
            if changes:
                connection.execute(changes)
        (place / MANIFEST).write_text(json.dumps({"reporting_currency": "USD"}), encoding="utf-8")
        versions.swap_in(folder, place, f"2026{build}")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two publications: since the first, the rate has reached its target."""
    place = tmp_path / "published"
    write_publication(
        place,
        "one",
        "update kpi_scorecard set target_status = 'at_risk', verdict_en = 'at risk', verdict_zh = '有风险' where kpi_id = 'rate'",
    )
    write_publication(place, "two")
    return place


def test_it_says_what_changed_what_is_due_and_what_comes_first(folder: Path) -> None:
    digest = read(folder, "company:all", "en")
    assert [(row["kpi_id"], row["before"]["target_status"], row["target_status"]) for row in digest.changed] == [
        ("rate", "at_risk", "on_target")
    ]
    assert [row["kpi_id"] for row in digest.due] == ["minutes"]
    (first,) = digest.first
    assert first["action"] == "Answer sooner."
    assert [(record["record_id"], record["size"]) for record in first["records"]] == [
        ("L5", "5,000.0 min"),
        ("L4", "4,000.0 min"),
        ("L3", "3,000.0 min"),
    ]
    assert digest.counts() == [("on_target", 1), ("off_target", 1)]


def test_a_team_reads_its_own(folder: Path) -> None:
    digest = read(folder, "team:t1", "zh")
    assert (digest.scope_name, len(digest.scorecard), digest.changed) == ("North", 1, [])
    assert "与上次发布相比" in rendered(digest, None).markdown
    with pytest.raises(NotSendable, match=r"no scope team:t2. Known: team:t1"):
        read(folder, "team:t2", "en")


@pytest.mark.parametrize(
    ("scope", "texts"),
    [
        ("company:all", ["A fair."]),
        ("team:t1", ["A fair.", "North moved."]),
        ("rep:r1", ["A fair.", "A day off.", "North moved."]),
    ],
)
def test_it_has_the_remarks_of_its_periods_and_of_nobody_else(folder: Path, scope: str, texts: list[str]) -> None:
    digest = read(folder, scope, "en")
    assert [row["text"] for row in digest.remarks] == texts
    made = rendered(digest, None)
    for row in digest.remarks:
        for form in (made.html, made.markdown, made.mrkdwn, made.data):
            assert row["text"] in form
    assert "2026-09-01 – 2026-09-04, minutes: A fair." in made.markdown
    assert "展会。" in rendered(read(folder, scope, "zh"), None).html


def test_a_publication_from_before_remarks_has_none(folder: Path) -> None:
    write_publication(folder, "u-old", "drop table publication.remarks")
    assert read(folder, "company:all", "en").remarks == []


def test_a_rep_is_called_by_name_where_names_are_published(folder: Path) -> None:
    assert read(folder, "rep:r1", "en").scope_name == "Ana Maria"
    write_publication(folder, "u-without", "update dim_reps set rep_name = rep_id")
    assert read(folder, "rep:r1", "en").scope_name == "r1"


def test_without_an_earlier_publication_it_says_so(tmp_path: Path) -> None:
    write_publication(tmp_path / "published", "one")
    assert "no earlier publication" in rendered(read(tmp_path / "published", "company:all", "en"), None).markdown
    with pytest.raises(NotSendable, match="nothing is published"):
        read(tmp_path, "company:all", "en")


def test_the_forms_say_the_same(folder: Path) -> None:
    made = rendered(read(folder, "company:all", "en"), "https://kpis.example/dashboard.html")
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", made.html))
    for text in (
        "at risk, now on target",
        "Was due.",
        "120.0 min against &lt;= 95, 79 % attained",
        "Answer sooner.",
        "L5",
        "5,000.0 min",
    ):
        assert text in words, text
        assert text.replace("&lt;", r"\<") in made.markdown, text
        assert text.replace("&lt;", "&lt;") in made.mrkdwn, text
    data = json.loads(made.data)
    assert (data["scope"], data["as_of"], len(data["scorecard"])) == ("company:all", "2026-10-14", 2)
    assert "https://kpis.example/dashboard.html#/kpi/minutes?lang=en&scope=company:all" in made.markdown


def test_mail_clients_can_show_it(folder: Path) -> None:
    """No script, no style sheet, nothing that is loaded from anywhere."""
    html = rendered(read(folder, "company:all", "zh"), None).html
    assert not re.search(r"<(script|style|link|img|iframe|object|form)\b", html)
    assert not re.search(r"(?i)url\(|@import|position:|display:\s*(flex|grid)", html)
    assert len(html) < 100_000


def test_no_text_of_an_export_becomes_markup(folder: Path) -> None:
    made = rendered(read(folder, "company:all", "en"), None)
    assert "<b>Acme" not in made.html
    assert "](http://evil.example)" not in made.markdown
    assert "<http://evil.example" not in made.mrkdwn
    assert "<b>" not in made.mrkdwn
    assert "@channel" not in made.markdown
    assert escaped("a\nb") == "a b"
    assert as_slack("[L1](https://crm.example/1) \\*no\\* **yes**") == "<https://crm.example/1|L1> *no* *yes*"


@pytest.mark.parametrize("kind", sorted(LONGEST))
def test_a_webhook_gets_its_own_form(folder: Path, kind: str) -> None:
    made = rendered(read(folder, "company:all", "en"), None)
    sent = payload(kind, replace(made, markdown=made.markdown * 200, mrkdwn=made.mrkdwn * 200))
    text = json.dumps(sent, ensure_ascii=False)
    assert len(text.encode()) < 2 * LONGEST[kind] + 800
    assert made.title in text
    shape = {"slack": "blocks", "teams": "attachments", "feishu": "card", "dingtalk": "markdown", "wecom": "markdown"}
    assert shape[kind] in sent


def test_a_text_is_cut_at_a_line() -> None:
    assert shortened("第一行\n第二行\n第三行", 20) == "第一行\n第二行\n…"
    assert shortened("a\nb", 20) == "a\nb"


class Answers(BaseHTTPRequestHandler):
    """A webhook that answers what the server's list says, in turn."""

    server: Any

    def do_POST(self) -> None:
        """Keep what came, and give the next answer; None: hang up."""
        self.server.got.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
        status, body = self.server.answers.pop(0)
        if status is None:
            self.connection.close()
            return
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def webhook(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A webhook on this machine, its URL in SALES_KPIS_HOOK."""
    server: Any = HTTPServer(("127.0.0.1", 0), Answers)
    server.got, server.answers = [], []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("SALES_KPIS_HOOK", f"http://127.0.0.1:{server.server_port}/secret-token")
    monkeypatch.setattr(sending, "PAUSE_S", 0.01)
    yield server
    server.shutdown()
    server.server_close()


def planned(tmp_path: Path, text: str) -> Path:
    """A digest.yml."""
    path = tmp_path / "digest.yml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_busy_webhook_is_tried_again_and_gets_it_once(
    folder: Path, webhook: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = planned(tmp_path, "digests: [{scope: company, webhook: feishu, webhook_url_from: SALES_KPIS_HOOK}]")
    webhook.answers = [(503, {}), (429, {}), (200, {"code": 0})]
    assert command.send(plan, folder) == 0
    assert len(webhook.got) == 3
    # never twice for one publication
    assert command.send(plan, folder) == 0
    assert len(webhook.got) == 3
    assert "secret-token" not in "".join(capsys.readouterr())
    # the next publication is another one
    write_publication(folder, "u-three")
    webhook.answers = [(200, {"code": 0})]
    assert command.send(plan, folder) == 0
    assert len(webhook.got) == 4


def test_a_webhook_that_says_no_is_told_and_may_be_tried_later(
    folder: Path, webhook: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = planned(tmp_path, "digests: [{scope: company, webhook: dingtalk, webhook_url_from: SALES_KPIS_HOOK}]")
    webhook.answers = [(200, {"errcode": 310000, "errmsg": "keywords not in content"})]
    assert command.send(plan, folder) == 1
    assert "keywords not in content" in capsys.readouterr().err
    webhook.answers = [(200, {"errcode": 0})]
    assert command.send(plan, folder) == 0


def test_what_was_cut_off_is_not_sent_again(
    folder: Path, webhook: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = planned(tmp_path, "digests: [{scope: company, webhook: slack, webhook_url_from: SALES_KPIS_HOOK}]")
    webhook.answers = [(None, None)]
    assert command.send(plan, folder) == 1
    assert command.send(plan, folder) == 1
    assert len(webhook.got) == 1
    said = capsys.readouterr().err
    assert "may have arrived" in said
    assert "secret-token" not in said


def test_no_address_is_written_down(folder: Path) -> None:
    recipient = Recipient("company:all", "en", "mail", "ana@example.com")
    Ledger(folder / "digests").note("two", recipient, "begun")
    assert Ledger(folder / "digests").state("two", recipient) == "begun"
    assert "ana@example.com" not in (folder / "digests/sent.json").read_text()


def killed_at(moment: str, plan: Path, folder: Path) -> None:
    """Send in this process, which kills itself at a moment."""

    def die(*_: Any) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    if moment == "before it is written down":
        whole_file.os.fsync = die
    elif moment == "written down, not sent":
        command.deliver = die
    else:
        deliver_it = command.deliver
        command.deliver = lambda *given: (deliver_it(*given), die())
    command.send(plan, folder)


@pytest.mark.parametrize(
    ("moment", "arrives"),
    [
        ("before it is written down", [0, 1, 1]),
        ("written down, not sent", [0, 0, 0]),
        ("sent, not written down as such", [1, 1, 1]),
    ],
)
def test_a_sender_that_is_killed_does_not_send_twice(
    folder: Path, webhook: Any, tmp_path: Path, moment: str, arrives: list[int]
) -> None:
    """At no moment: each digest is written down before it is sent. `arrives` counts after the kill and two further runs."""
    plan = planned(tmp_path, "digests: [{scope: company, webhook: feishu, webhook_url_from: SALES_KPIS_HOOK}]")
    webhook.answers = [(200, {"code": 0})] * 3
    sender = multiprocessing.get_context("fork").Process(target=killed_at, args=(moment, plan, folder))
    sender.start()
    sender.join()
    assert sender.exitcode == -signal.SIGKILL
    found = [len(webhook.got)]
    codes = []
    for _ in range(2):
        codes.append(command.send(plan, folder))
        found.append(len(webhook.got))
    assert found == arrives
    # what may have arrived is told each time
    assert codes == ([0, 0] if arrives == [0, 1, 1] else [1, 1])


def test_senders_and_writers_killed_at_random_leave_whole_digests_that_come_once(folder: Path, tmp_path: Path) -> None:
    counts = senders_are_killed(folder, tmp_path, ["company", "team:t1", "rep:r1"], 8, random.Random(5))
    made = rendered(read(folder, "company:all", "en"), None)
    counts += writers_are_killed(made, tmp_path / "written", 12, random.Random(6))
    assert not [what for what in counts if what.startswith("WRONG")], counts
    assert counts["senders killed at work"] >= 4
    assert counts["digests that arrived once"] >= 30 - counts["senders killed at work"]
    assert counts["digests that were whole"] == 12


class Inbox:
    """A mail server's inbox; it refuses what it is told to."""

    def __init__(self) -> None:
        self.mails: list[Any] = []
        self.refusals: list[str] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """Take a mail, or refuse it."""
        if self.refusals:
            return self.refusals.pop(0)
        self.mails.append(envelope)
        return "250 taken"


@pytest.fixture
def inbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[Inbox]:
    """A mail server on this machine, in SALES_KPIS_SMTP_URL."""
    made = Inbox()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(made, hostname="127.0.0.1", port=port)
    controller.start()
    monkeypatch.setenv("SALES_KPIS_SMTP_URL", f"smtp://127.0.0.1:{port}")
    monkeypatch.setattr(sending, "PAUSE_S", 0.01)
    yield made
    controller.stop()


def test_a_mail_arrives_once_with_both_forms(folder: Path, inbox: Inbox, tmp_path: Path) -> None:
    plan = planned(
        tmp_path,
        "mail_from: kpis@example.com\ndigests:\n- {scope: company, language: zh, mail: [ana@example.com]}\n- {scope: 'team:t1', mail: [ben@example.com]}\n",
    )
    inbox.refusals = ["451 try later"]
    assert command.send(plan, folder) == 0
    assert command.send(plan, folder) == 0
    assert [mail.rcpt_tos for mail in inbox.mails] == [["ana@example.com"], ["ben@example.com"]]
    from email import message_from_bytes, policy

    mail = message_from_bytes(inbox.mails[0].content, policy=policy.default)
    assert mail["subject"] == "销售 KPI：全公司，截至 2026-10-14"
    assert "更快答复。" in mail.get_body(("html",)).get_content()
    assert "更快答复。" in mail.get_body(("plain",)).get_content()


def test_a_mail_that_is_refused_for_good_is_told(folder: Path, inbox: Inbox) -> None:
    inbox.refusals = ["554 no"]
    made = rendered(read(folder, "company:all", "en"), None)
    with pytest.raises(NotSendable, match="refuses the mail: 554"):
        deliver(Recipient("company:all", "en", "mail", "ana@example.com"), made, "kpis@example.com")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("digests: []", "digests"),
        ("digests: [{scope: company}]", "digests.0"),
        ("digests: [{scope: everybody, mail: [a@b.c]}]", "digests.0.scope"),
        ("digests: [{scope: company, mail: [a@b.c]}]", "mail_from is missing"),
        (
            "digests: [{scope: company, webhook: slack, webhook_url_from: 'https://hooks.example/secret'}]",
            "webhook_url_from",
        ),
        ("digests: [{scope: company, webhook: irc, webhook_url_from: X}]", "irc"),
        ("a: [", "no YAML"),
    ],
)
def test_a_plan_with_a_fault_is_told_by_place(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(NotSendable, match=re.escape(told)):
        plan_of(planned(tmp_path, text))
    with pytest.raises(NotSendable, match="is not there"):
        plan_of(tmp_path / "none.yml")


@pytest.mark.parametrize("url", ["", "smtp://", "http://host", "smtp://user:word@host"])
def test_secrets_come_from_the_environment_alone(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SALES_KPIS_SMTP_URL", url)
    with pytest.raises(NotSendable, match="SALES_KPIS_SMTP") as told:
        deliver(Recipient("company:all", "en", "mail", "a@b.c"), Rendered("t", "h", "m", "s", "{}"), "k@b.c")
    assert "word" not in str(told.value).replace("password", "")
