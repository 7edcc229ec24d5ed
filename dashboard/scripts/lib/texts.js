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
  return values ? inserted(text, values) : text;
}

const inserted = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

// The words of the page itself, and those of the build, which its tables and the terminal say too.
function withWordsOfBuild(own) {
  const words = (lang) => Object.fromEntries(DATA.sets.texts.map((row) => [`${row.topic}.${row.code}`, row[`text_${lang}`]]));
  return Object.fromEntries(Object.entries(own).map(([lang, texts]) => [lang, { ...words(lang), ...texts }]));
}

// What an interval of rates is called, at the level that the build has set.
const intervalName = () => t('label.interval', { level: percent(DATA.settings.interval_level, 0) });

// A KPI's own measure by its name, with the settings that it counts by.
const measureName = (name) => (MEASURE_TEXTS[name] ? inserted(MEASURE_TEXTS[name][STATE.lang], DATA.settings) : name.replaceAll('_', ' '));

// Seed texts are words within a sentence; alone, they begin with a capital.
const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

// A status or reason of the marts; one that nobody has named yet shows as it is.
function word(topic, value) {
  if (value === null || value === undefined) return '';
  const text = TEXTS[STATE.lang][`${topic}.${value}`];
  return capital(text === undefined ? String(value).replaceAll('_', ' ') : text);
}

const listed = (texts) => texts.reduce((first, second) => t('list.pair', { first, second }));

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

// Halves go away from zero after six decimals, as in the tables (macros/engines/grouped_number.sql).
const number = (value, digits) => format(`n${digits}`, { minimumFractionDigits: digits, maximumFractionDigits: digits })
  .format(value + Math.sign(value) * 5e-7);
const percent = (value, digits = 1) => `${number(100 * value, digits)} %`;
const currency = () => DATA.about.reporting_currency || 'USD';
const money = (value, digits = 0) => t('unit.currency', { n: number(value, digits), currency: currency() });
const shortNumber = (value) => format('ns', { notation: 'compact', maximumFractionDigits: 1 }).format(value);

const kpiOfUnit = (unit) => [...DATA.kpis.values()].find((kpi) => kpi.unit === unit);
const typeName = (type) => (type === 'official' ? t('type.official') : word('period_type', type));

// A value in its unit, as tiles and tables show it.
function amount(value, unit) {
  if (value === null || value === undefined) return t('label.none');
  switch (unit) {
    case 'percent0': return percent(value, 0);
    case 'months': return t('unit.months', { n: number(value, 1) });
    case 'money_cents': return money(value, 2);
    default: if (typeof value !== 'number') return String(value);
  }
  const kpi = kpiOfUnit(unit);
  const digits = kpi ? kpi.decimals : Number.isInteger(value) ? 0 : 2;
  if (unit === 'rate') return percent(value, digits);
  const n = number(value, digits);
  return TEXTS[STATE.lang][`unit.${unit}`] ? t(`unit.${unit}`, { n, currency: currency() }) : n;
}

// Units that a KPI's numerator has too: a sum of minutes is minutes, a sum of rates no rate.
const SUMMED_UNITS = ['currency', 'minutes', 'days'];

// A value on an axis: short.
function axisAmount(value, unit) {
  switch (unit) {
    case 'rate': return percent(value, Math.abs(value) < 0.1 && Math.round(value * 1000) % 10 !== 0 ? 1 : 0);
    case 'points': return t('unit.points', { n: `${value > 0 ? '+' : ''}${number(value * 100, 0)}` });
    case 'currency': case 'minutes': case 'days': case 'count': return Math.abs(value) >= 10000 ? shortNumber(value) : number(value, Number.isInteger(value) ? 0 : 1);
    case 'plain1': return number(value, 1);
    default: return format('a', { maximumFractionDigits: 2 }).format(value);
  }
}

// The unit as an axis title shows it.
const unitName = (unit) => both(kpiOfUnit(unit) || {}, 'unit') ?? '';

// A change: points for rates, per cent for money, else the difference, as macros/texts/shown_change.sql has it.
function change(value, before, unit) {
  const sign = (text, n) => (Math.abs(n) < 5e-7 ? '±' : n > 0 ? '+' : '-') + text;
  const difference = value - before;
  const size = Math.abs(difference);
  if (unit === 'rate') return sign(t('unit.points', { n: number(size * 100, 1) }), difference);
  if (unit === 'currency') return before ? sign(percent(size / Math.abs(before)), difference) : sign(money(size), difference);
  return sign(amount(size, unit), difference);
}

const day = (iso) => new Date(`${iso.slice(0, 10)}T00:00:00Z`);
const daysAfter = (iso, days) => new Date(day(iso).getTime() + days * 86400000).toISOString().slice(0, 10);
function dateText(iso, options = { year: 'numeric', month: 'short', day: 'numeric' }) {
  if (!iso) return t('label.none');
  const key = `${STATE.lang}|d|${JSON.stringify(options)}`;
  if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat(locale(), { timeZone: 'UTC', ...options }));
  return formats.get(key).format(day(iso));
}

// The name of a period, as dim_periods has it; of a month to come it is put together in the same form.
function periodName(type, start) {
  const period = DATA.periods.get(`${type}:${start}`);
  if (period) return both(period, 'period_label');
  return t(`period_label.${type}`, { year: start.slice(0, 4), month: t(`month.${Number(start.slice(5, 7))}`) });
}
function shownPeriodName(kpi) {
  const { type, start } = shownPeriod(kpi);
  return periodName(type, start);
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
  if (type === 'company' || id === 'unassigned') return t(`scope_name.${type}`);
  if (type === 'team') {
    const team = DATA.sets.teams.find((row) => row.scope_id === id);
    return (team && team.team_name) || id;
  }
  const rep = DATA.sets.reps.find((row) => row.scope_id === id);
  return (rep && rep.rep_name) || id;
}
