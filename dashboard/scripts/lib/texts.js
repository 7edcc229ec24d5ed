// Words, numbers and dates in the language that is shown.

let TEXTS = {};
let MEASURE_TEXTS = {};
const LOCALES = { en: 'en-US', zh: 'zh-CN' };
const formats = new Map();

function t(key, values) {
  const text = TEXTS[STATE.lang][key];
  if (text === undefined) {
    console.error(`No text for ${key} in ${STATE.lang}`);
    return key;
  }
  return values ? text.replace(/\{(\w+)\}/g, (_, name) => values[name]) : text;
}

// A status or reason of the marts; one that nobody has named yet shows as it is.
function word(topic, value) {
  if (value === null || value === undefined) return '';
  const text = TEXTS[STATE.lang][`${topic}.${value}`];
  return text === undefined ? String(value).replaceAll('_', ' ') : text;
}

const locale = () => LOCALES[STATE.lang];
const both = (row, name) => row[`${name}_${STATE.lang}`] ?? row[`${name}_en`];
const kpiName = (kpiId) => (DATA.kpis.has(kpiId) ? both(DATA.kpis.get(kpiId), 'name') : kpiId);

// What a KPI says of itself in the language that is shown; in English where it has no Chinese.
function kpiText(kpi, name) {
  return (STATE.lang === 'zh' && kpi[`${name}_zh`]) || kpi[name];
}

function format(kind, options) {
  const key = `${STATE.lang}|${kind}`;
  if (!formats.has(key)) formats.set(key, new Intl.NumberFormat(locale(), options));
  return formats.get(key);
}

const number = (value, digits) => format(`n${digits}`, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value);
const percent = (value, digits = 1) => format(`p${digits}`, { style: 'percent', minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value);
const currency = () => DATA.about.reporting_currency || 'USD';
const money = (value, digits = 0) => format(`m${digits}`, {
  style: 'currency', currency: currency(), currencyDisplay: 'narrowSymbol', minimumFractionDigits: digits, maximumFractionDigits: digits,
}).format(value);
const shortMoney = (value) => format('ms', {
  style: 'currency', currency: currency(), currencyDisplay: 'narrowSymbol', notation: 'compact', maximumFractionDigits: 1, minimumFractionDigits: 0,
}).format(value);
const shortNumber = (value) => format('ns', { notation: 'compact', maximumFractionDigits: 1 }).format(value);

// A value in its unit, as tiles and tables show it.
function amount(value, unit) {
  if (value === null || value === undefined) return t('value.none');
  switch (unit) {
    case 'rate': return percent(value);
    case 'percent0': return percent(value, 0);
    case 'minutes': return t('unit.minutes', { n: number(value, Math.abs(value) < 10 ? 1 : 0) });
    case 'days': return t('unit.days', { n: number(value, Math.abs(value) < 10 ? 1 : 0) });
    case 'months': return t('unit.months', { n: number(value, 1) });
    case 'currency': return money(value);
    case 'money_cents': return money(value, 2);
    case 'count': return number(value, Number.isInteger(value) ? 0 : 1);
    case 'touches': case 'ratio': return number(value, 2);
    default: return typeof value === 'number' ? number(value, Number.isInteger(value) ? 0 : 2) : String(value);
  }
}

// Units that a KPI's numerator has too: a sum of minutes is minutes, a sum of rates no rate.
const SUMMED_UNITS = ['currency', 'minutes', 'days'];

// A value on an axis: short.
function axisAmount(value, unit) {
  switch (unit) {
    case 'rate': return percent(value, Math.abs(value) < 0.1 && Math.round(value * 1000) % 10 !== 0 ? 1 : 0);
    case 'points': return t('unit.points', { n: `${value > 0 ? '+' : ''}${number(value * 100, 0)}` });
    case 'currency': return shortMoney(value);
    case 'minutes': case 'days': case 'count': return Math.abs(value) >= 10000 ? shortNumber(value) : number(value, Number.isInteger(value) ? 0 : 1);
    case 'plain1': return number(value, 1);
    default: return format('a', { maximumFractionDigits: 2 }).format(value);
  }
}

// The unit as an axis title shows it.
const unitName = (unit) => (unit === 'currency' ? currency() : word('unit_name', unit));

// A change: points for rates, per cent for money, else the difference.
function change(value, before, unit) {
  const sign = (text, n) => (n > 0 ? '+' : n < 0 ? '−' : '±') + text;
  const difference = value - before;
  const size = Math.abs(difference);
  if (unit === 'rate') return sign(t('unit.points', { n: number(size * 100, 1) }), difference);
  if (unit === 'currency') return before ? sign(percent(size / Math.abs(before)), difference) : sign(money(size), difference);
  return sign(amount(size, unit), difference);
}

const day = (iso) => new Date(`${iso.slice(0, 10)}T00:00:00Z`);
const daysAfter = (iso, days) => new Date(day(iso).getTime() + days * 86400000).toISOString().slice(0, 10);
function dateText(iso, options = { year: 'numeric', month: 'short', day: 'numeric' }) {
  if (!iso) return t('value.none');
  const key = `${STATE.lang}|d|${JSON.stringify(options)}`;
  if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat(locale(), { timeZone: 'UTC', ...options }));
  return formats.get(key).format(day(iso));
}

// The name of a period. Fiscal years and quarters are named by their first month, as they may begin in any.
function periodName(type, start) {
  const date = day(start);
  const year = date.getUTCFullYear();
  switch (type) {
    case 'week': return t('period.week', { day: dateText(start) });
    case 'month': return dateText(start, { year: 'numeric', month: 'short' });
    case 'quarter': return isCalendarYear() ? t('period.quarter', { year, n: Math.floor(date.getUTCMonth() / 3) + 1 })
      : t('period.from', { day: dateText(start, { year: 'numeric', month: 'short' }) });
    default: return isCalendarYear() ? t('period.year', { year }) : t('period.from', { day: dateText(start, { year: 'numeric', month: 'short' }) });
  }
}
const isCalendarYear = () => periodsOf('year').every((period) => period.period_start.slice(5, 7) === '01');

// A month on an axis: Jul 24, 24年7月.
const monthShort = (iso) => (STATE.lang === 'zh' ? `${iso.slice(2, 4)}年${Number(iso.slice(5, 7))}月` : dateText(iso, { year: '2-digit', month: 'short' }));

function axisPeriod(value, type) {
  const iso = new Date(value).toISOString();
  if (type === 'week') return dateText(iso, { month: 'short', day: 'numeric' });
  if (type === 'month') return monthShort(iso);
  return periodName(type, iso.slice(0, 10));
}

// As a column's head: a week by its first day.
const shortPeriod = (type, start) => (type === 'week' ? dateText(start, { month: 'short', day: 'numeric' }) : periodName(type, start));

// As a label in a chart.
function shortQuarter(start) {
  const date = day(start);
  const year = String(date.getUTCFullYear()).slice(2);
  return isCalendarYear() ? t('period.quarter_short', { year, n: Math.floor(date.getUTCMonth() / 3) + 1 }) : monthShort(start);
}

function scopeName(scope) {
  const [type, id] = [scope.slice(0, scope.indexOf(':')), scope.slice(scope.indexOf(':') + 1)];
  if (type === 'company') return t('scope.company');
  if (id === 'unassigned') return t(`scope.unassigned_${type}`);
  if (type === 'team') {
    const team = DATA.sets.teams.find((row) => row.scope_id === id);
    return (team && team.team_name) || id;
  }
  const rep = DATA.sets.reps.find((row) => row.scope_id === id);
  return (rep && rep.rep_name) || id;
}
