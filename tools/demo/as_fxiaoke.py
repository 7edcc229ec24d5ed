"""The sample part as Fxiaoke (纷享销客) exports it: the clean files, and the downloads that they come from.

The account is kept in Chinese, with times of Asia/Shanghai. Records name each other and their owners by name, but for
leads, whose ids are beside the names. Fxiaoke does not export what the sample leaves out: see `LOST`.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from tools.demo.bundles import workbook
from tools.demo.cast import TODAY, Rep
from tools.demo.names import Person
from tools.demo.sample import Sample, activity_time, lead_of
from tools.demo.tables import Row, iso
from tools.demo.world import Deal, Lead, Meeting, Task

ZONE = ZoneInfo("Asia/Shanghai")
IN_FORCE = "正常"

# What the generic form of the sample has and Fxiaoke does not: export -> columns that stay empty.
LOST = {
    "leads": ("disqualified_at",),
    "activities": ("message_id",),
    "meetings": ("response", "responded_at", "withdrawn_at", "is_self_booked", "rescheduled_from_id"),
}

LEVELS = {"SMB": "小型客户", "Mid-Market": "中型客户", "Enterprise": "大型客户"}
COUNTRIES = {
    "China": "中国", "Singapore": "新加坡", "United States": "美国", "Canada": "加拿大", "Mexico": "墨西哥",
    "Germany": "德国", "United Kingdom": "英国", "Spain": "西班牙", "France": "法国",
}  # fmt: skip
SOURCES = {
    "Web": "官网", "Webinar": "线上直播", "Partner Referral": "伙伴推荐", "Trade Show": "展会", "Advertisement": "广告",
    "Customer Referral": "老客户推荐", "Purchased List": "名单外呼", "Employee Referral": "员工自拓",
}  # fmt: skip
# Status of a lead in the story -> 线索阶段 and 业务状态.
LEAD_STATUSES = {
    "Open - Not Contacted": ("MQL", "待处理"),
    "Working - Contacted": ("MQL", "跟进中"),
    "Qualified": ("SQL", "跟进中"),
    "Closed - Converted": ("SQL", "已转换"),
    "Closed - Not Converted": ("MQL", "无效"),
}
# Stage of a deal in the story -> 销售阶段 and 商机状态.
STAGES = {
    "Discovery": ("需求确认", "进行中"),
    "Demo": ("方案演示", "进行中"),
    "Proposal": ("报价", "进行中"),
    "Negotiation": ("商务谈判", "进行中"),
    "Closed Won": ("赢单", "赢单"),
    "Closed Lost": ("输单", "输单"),
    "Closed - No Decision": ("无决策", "输单"),
    "Closed - Duplicate": ("重复", "无效"),
    "Closed - Disqualified": ("无效", "无效"),
}
DEAL_TYPES = {"New Business": "新签", "Expansion": "增购", "Renewal": "续约"}
LOSS_REASONS = {
    "": "", "Price": "价格", "Missing feature": "功能不满足", "Competitor": "选择竞品", "Timing": "时机不合适",
    "No budget": "无预算",
}  # fmt: skip
METHODS = {"Call": "电话", "Email": "邮件", "SMS": "短信", "Social": "微信", "Video": "视频会议"}
DIRECTIONS = {"outbound": "呼出", "inbound": "呼入"}
VISIT_STATUSES = {
    "Scheduled": "未开始", "Held": "已完成", "No Show": "客户未到", "Canceled": "已取消", "Rescheduled": "已改期",
}  # fmt: skip

# Contract column -> header of the download, in the order of the file.
HEADERS: dict[str, dict[str, str]] = {
    "users": {
        "unique_id": "唯一性ID（必填）",
        "name": "姓名（必填）",
        "email": "邮箱",
        "department": "主属部门（必填）",
        "status": "状态",
        "time_zone": "时区",
        "business_calendar": "工作日历",
        "hired_on": "入职日期",
    },
    "accounts": {
        "unique_id": "唯一性ID（必填）",
        "account_name": "客户名称（必填）",
        "owner": "负责人（必填）",
        "owner_department": "负责人主属部门",
        "account_level": "客户级别",
        "country": "国家",
        "created_at": "创建时间",
        "life_status": "生命状态",
    },
    "leads": {
        "unique_id": "唯一性ID（必填）",
        "lead_name": "姓名（必填）",
        "company": "公司",
        "email": "邮件",
        "source": "来源",
        "lead_stage": "线索阶段",
        "business_status": "业务状态",
        "life_status": "生命状态",
        "owner": "负责人（必填）",
        "owner_department": "负责人主属部门",
        "created_at": "创建时间",
        "inquired_at": "咨询时间",
        "mql_at": "转MQL时间",
        "sql_at": "转SQL时间",
        "converted_at": "转换时间",
        "last_followed_up_at": "最后跟进时间",
    },
    "opportunities": {
        "unique_id": "唯一性ID（必填）",
        "opportunity_name": "商机名称（必填）",
        "account_name": "客户名称（必填）",
        "lead_id": "销售线索_唯一性ID",
        "lead_name": "销售线索",
        "owner": "负责人（必填）",
        "owner_department": "负责人主属部门",
        "stage": "销售阶段（必填）",
        "business_status": "商机状态",
        "life_status": "生命状态",
        "deal_type": "商机类型",
        "amount": "商机金额",
        "currency": "币种",
        "expected_close_date": "预计成交日期",
        "closed_at": "实际成交日期",
        "stage_changed_at": "阶段变更时间",
        "loss_reason": "输单原因",
        "created_at": "创建时间",
    },
    "sales_records": {
        "unique_id": "唯一性ID（必填）",
        "follow_up_method": "跟进方式",
        "direction": "方向",
        "followed_up_at": "跟进时间",
        "created_at": "创建时间",
        "life_status": "生命状态",
        "owner": "负责人（必填）",
        "owner_department": "负责人主属部门",
        "lead_id": "销售线索_唯一性ID",
        "lead_name": "销售线索",
    },
    "visits": {
        "unique_id": "唯一性ID（必填）",
        "visit_status": "状态",
        "created_at": "创建时间",
        "planned_start_at": "计划开始时间",
        "planned_end_at": "计划结束时间",
        "checked_in_at": "签到时间",
        "life_status": "生命状态",
        "owner": "负责人（必填）",
        "owner_department": "负责人主属部门",
        "lead_id": "销售线索_唯一性ID",
        "lead_name": "销售线索",
    },
}
SHEETS = {
    "users": "员工数据",
    "accounts": "客户数据",
    "leads": "销售线索数据",
    "sales_records": "销售记录数据",
    "visits": "高级外勤数据",
}


def full_name(person: Person | Rep) -> str:
    """Return a name as Fxiaoke shows it: Chinese names without a blank, the family name first."""
    if person.first.isascii():
        return f"{person.first} {person.last}"
    return f"{person.last}{person.first}"


def owner(rep: Rep) -> Row:
    """Return the cells that name an owner; one who has left carries the suffix."""
    suffix = "(已停用)" if rep.left and rep.left <= TODAY else ""
    return {"owner": full_name(rep) + suffix, "owner_department": rep.team}


def minute(instant: datetime) -> datetime:
    """Return an instant without its seconds, which Excel leaves out of a CSV."""
    return instant.replace(second=0, microsecond=0)


def lead_row(lead: Lead, touched: datetime | None) -> Row:
    """Return a row of leads; touched: when it was last followed up."""
    stage, status = LEAD_STATUSES[lead.status]
    return {
        "unique_id": lead.id,
        "lead_name": full_name(lead.person),
        "company": lead.company.name,
        "email": lead.email,
        "source": SOURCES[lead.source],
        "lead_stage": "SQL" if lead.qualified else stage,
        "business_status": status,
        "life_status": IN_FORCE,
        **owner(lead.rep),
        "created_at": iso(lead.created),
        "inquired_at": iso(lead.inquiry),
        "mql_at": iso(lead.created),
        "sql_at": iso(lead.qualified),
        "converted_at": iso(lead.converted),
        "last_followed_up_at": iso(touched),
    }


def opportunity_row(part: Sample, deal: Deal, lead: Lead) -> Row:
    """Return a row of opportunities; lead: the lead that became it."""
    account = part.account(deal.account_id)
    stage, status = STAGES[deal.stage]
    return {
        "unique_id": deal.id,
        "opportunity_name": deal.name,
        "account_name": account.company.name if account else "",
        "lead_id": lead.id,
        "lead_name": full_name(lead.person),
        **owner(part.rep_of(deal.owner_id)),
        "stage": stage,
        "business_status": status,
        "life_status": IN_FORCE,
        "deal_type": DEAL_TYPES[deal.kind],
        "amount": f"{Decimal(str(deal.amount)).normalize():f}",
        "currency": deal.offer.currency,
        "expected_close_date": deal.close.isoformat(),
        "closed_at": deal.close.isoformat() if deal.is_closed else "",
        "stage_changed_at": iso(minute(deal.history[-1].at)),
        "loss_reason": LOSS_REASONS[deal.loss_reason],
        "created_at": iso(minute(deal.created)),
    }


def sales_record_row(part: Sample, task: Task, lead: Lead) -> Row:
    """Return a row of sales_records."""
    return {
        "unique_id": task.id,
        "follow_up_method": METHODS[task.type],
        "direction": (task.direction or task.call_type or "outbound").lower(),
        "followed_up_at": iso(activity_time(task)),
        "created_at": iso(task.created),
        "life_status": IN_FORCE,
        **owner(part.rep_of(task.owner_id)),
        "lead_id": lead.id,
        "lead_name": full_name(lead.person),
    }


def visit_row(part: Sample, meeting: Meeting, lead: Lead) -> Row:
    """Return a row of visits; whoever was met was checked in with at the planned time."""
    return {
        "unique_id": meeting.id,
        "visit_status": VISIT_STATUSES[meeting.outcome],
        "created_at": iso(meeting.invited),
        "planned_start_at": iso(meeting.start),
        "planned_end_at": iso(meeting.start + timedelta(minutes=meeting.minutes)),
        "checked_in_at": iso(meeting.start) if meeting.outcome == "Held" else "",
        "life_status": IN_FORCE,
        **owner(part.rep_of(meeting.owner_id)),
        "lead_id": lead.id,
        "lead_name": full_name(lead.person),
    }


def clean(part: Sample) -> dict[str, list[Row]]:
    """Return the rows of every clean file by its export."""
    leads = {lead.id: lead for lead in part.leads}
    lead_of_deal = {lead.deal_id: lead for lead in part.leads}
    touched: dict[str, datetime] = {}
    for task in part.tasks:
        touched[task.who_id] = max(touched.get(task.who_id, task.created), activity_time(task))
    reps = [part.rep_of(user_id) for user_id in part.user_ids.values()]
    return {
        "users": [
            {
                "unique_id": part.user_ids[rep.mailbox],
                "name": owner(rep)["owner"],
                "email": f"{rep.mailbox}@quillbay.example",
                "department": rep.team,
                "status": "停用" if rep.left and rep.left <= TODAY else "启用",
                "time_zone": rep.zone,
                "business_calendar": rep.calendar,
                "hired_on": rep.hired.isoformat(),
            }
            for rep in reps
        ],
        "accounts": [
            {
                "unique_id": account.id,
                "account_name": account.company.name,
                **owner(part.rep_of(account.owner_id)),
                "account_level": LEVELS[account.segment.name],
                "country": COUNTRIES[account.country],
                "created_at": iso(account.created),
                "life_status": IN_FORCE,
            }
            for account in part.accounts
        ],
        "leads": [lead_row(lead, touched.get(lead.id)) for lead in part.leads],
        "opportunities": [opportunity_row(part, deal, lead_of_deal[deal.id]) for deal in part.deals],
        # what software sends is no sales record
        "sales_records": [
            sales_record_row(part, task, leads[task.who_id]) for task in part.tasks if not task.automated
        ],
        "visits": [visit_row(part, meeting, leads[lead_of(meeting)]) for meeting in part.meetings],
    }


def as_far_as_told(rows: Mapping[str, list[Row]]) -> dict[str, list[Row]]:
    """Return generic rows without what Fxiaoke does not export."""
    kept = {
        export: [row | dict.fromkeys(LOST.get(export, ()), "") for row in export_rows]
        for export, export_rows in rows.items()
        if export != "deal_stage_history"
    }
    kept["activities"] = [row for row in kept["activities"] if row["is_automated"] == "false"]
    return kept


def local(cell: str) -> datetime:
    """Return a clean instant as the clock of the account shows it."""
    return datetime.fromisoformat(cell).replace(tzinfo=UTC).astimezone(ZONE)


def shown(column: str, cell: str) -> str:
    """Return a clean cell as the list export of Fxiaoke shows it."""
    if column == "direction":
        return DIRECTIONS[cell]
    return f"{local(cell):%Y-%m-%d %H:%M:%S}" if cell.endswith("Z") else cell


def after_excel(column: str, cell: str) -> str:
    """Return a clean cell as Excel writes it into a CSV: times in minutes, no zeros in front."""
    if not cell:
        return ""
    if column in ("expected_close_date", "closed_at"):
        day = date.fromisoformat(cell)
        return f"{day.year}/{day.month}/{day.day}"
    if cell.endswith("Z"):
        at = local(cell)
        return f"{at.year}/{at.month}/{at.day} {at.hour}:{at.minute:02}"
    return cell


def in_ten_thousands(row: Row) -> Row:
    """Return a clean opportunity with yuan as people write them, in 万元; other currencies stay plain."""
    if row["currency"] != "CNY":
        return row
    return row | {"amount": f"{(Decimal(row['amount']) / 10000).normalize():f}万元"}


def table(export: str, rows: list[Row], show: Callable[[str, str], str]) -> list[list[str]]:
    """Return an export as a table with the labels of Fxiaoke."""
    columns = HEADERS[export]
    return [list(columns.values()), *([show(column, row[column]) for column in columns] for row in rows)]


def downloads(part: Sample) -> dict[str, bytes]:
    """Return the downloads by file name: a workbook, and the opportunities as Excel saved them for China (GB18030)."""
    rows = clean(part)
    book = workbook({sheet: table(export, rows[export], shown) for export, sheet in SHEETS.items()})
    text = io.StringIO(newline="")
    csv.writer(text).writerows(
        table("opportunities", [in_ten_thousands(row) for row in rows["opportunities"]], after_excel)
    )
    return {"fxiaoke_20261014.xlsx": book, "opportunities_20261014.csv": text.getvalue().encode("gb18030")}
