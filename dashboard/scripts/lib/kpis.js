// What tiles and pages say of a row of a KPI.

// Whether a KPI is measured for teams or reps too, or for the company alone.
const isMeasuredFor = (kpi, scopeType) => kpi.scopes.split(';').includes(scopeType);

// What a row's status is, where there may be none.
function statusOf(kpi, row = chosenRow(kpi)) {
  return row ? row.target_status : isMeasuredFor(kpi, STATE.scope.split(':')[0]) ? 'not_assessed' : 'no_target';
}

// What stands where there is no row: that there is none this time, or that only the company has one.
function withoutRow(kpi, scope = STATE.scope) {
  return isMeasuredFor(kpi, scope.split(':')[0]) ? badge('not_assessed', t('status.no_row')) : badge('no_target', t('status.company_only'));
}

// A row's value, its unit smaller.
function valueOf(row, unit) {
  const [, digits, name] = (row ? amount(row.kpi_value, unit) : t('label.none')).match(/^(\S+)(.*)$/);
  return [digits, h('small', null, name)];
}

// The row of the scorecard that a row of another table is about.
function scorecardRow(row) {
  return row.target_text !== undefined ? row
    : series(row.kpi_id, row.period_type, scopeOf(row)).find((item) => item.period_start === row.period_start);
}

// A target with the side that is good, as the tables write it.
function targetText(row) {
  const told = scorecardRow(row);
  return told ? told.target_text : null;
}

// Whole per cent, cut and not rounded, as the tables write it: a miss never reads as reached.
function attainedText(row) {
  const told = row && scorecardRow(row);
  return (told && told.attained_text) || t('label.none');
}

function flagsOf(row) {
  const flags = [];
  const kpi = DATA.kpis.get(row.kpi_id);
  if (!row.is_complete_period) flags.push({ kind: 'incomplete', text: t('flag.incomplete', { day: dateText(DATA.about.as_of_date) }) });
  if (row.value_status === 'immature') flags.push({ kind: 'immature', text: t('flag.immature', { status: word('value_status', 'immature'), day: dateText(daysAfter(periodOf(row).period_end, kpi.maturity_days)) }) });
  if (kpi.min_sample > 0 && row.sample_size !== null && row.sample_size < kpi.min_sample) {
    flags.push({ kind: 'low_sample', text: t('flag.low_sample', { status: word('value_status', 'low_sample'), n: number(row.sample_size, 0), min: kpi.min_sample }) });
  }
  for (const kind of ['capped', 'zero_denominator']) if (row.value_status === kind) flags.push({ kind, text: word('value_status', kind) });
  if (row.value_status === 'no_data') flags.push({ kind: 'no_data', text: both(kpi, 'reason') || word('value_status', 'no_data') });
  if (STATE.type === 'official' && row.is_as_due && both(row, 'remark')) flags.push({ kind: 'young', text: both(row, 'remark') });
  if (kpi.support === 'proxy') flags.push({ kind: 'proxy', text: t('flag.proxy'), title: both(kpi, 'reason') });
  return flags;
}

// What is said where no KPI misses its target: whether any has one.
function nothingMissed() {
  const rows = [...DATA.kpis.values()].map((kpi) => chosenRow(kpi)).filter(Boolean);
  return t(rows.some((row) => row.target_status !== 'no_target') ? 'scorecard.nothing_missed' : 'scorecard.no_targets');
}

// What misses its target among the rows that are shown, the furthest off first: as due those of kpi_focus, else by the same rule.
function focusRows(scope) {
  if (STATE.type === 'official') return inScope('focus', scope);
  const isDoubtful = (row) => row.is_complete_period && row.target_status === 'not_assessed' && row.attainment !== null && row.attainment < 1
    && (row.value_status === 'low_sample' || row.source_status === 'untrusted');
  const rows = [...DATA.kpis.values()].map((kpi) => chosenRow(kpi, scope)).filter(Boolean)
    .map((row) => ({ ...row, is_judged: ['off_target', 'at_risk'].includes(row.target_status) }))
    .filter((row) => row.is_judged || isDoubtful(row));
  rows.sort((a, b) => b.is_judged - a.is_judged || a.attainment - b.attainment || (a.kpi_id < b.kpi_id ? -1 : 1));
  return rows.map((row, place) => {
    const { action_en, action_zh } = DATA.kpis.get(row.kpi_id);
    return { ...row, action_en, action_zh, trend: null, focus_rank: place + 1 };
  });
}

// A KPI's value against its target, with its period.
const againstTarget = (row) => t('scorecard.against', {
  period: periodName(row.period_type, row.period_start), value: amount(row.kpi_value, DATA.kpis.get(row.kpi_id).unit), target: targetText(row), share: attainedText(row),
});

// Better or worse than before, where the KPI has a direction.
function verdict(row, kpi) {
  const difference = row.kpi_value - row.previous_value;
  if (Math.abs(difference) < 1e-12) return 'same';
  if (kpi.direction === 'band') return 'neutral';
  return difference > 0 === (kpi.direction === 'higher') ? 'better' : 'worse';
}

function changeOf(row, kpi) {
  if (!row || row.kpi_value === null || row.previous_value === null) return h('span', { class: 'change' }, t('label.none'));
  const judged = verdict(row, kpi);
  const arrow = row.kpi_value > row.previous_value ? 'M0 10L5 1 10 10z' : row.kpi_value < row.previous_value ? 'M0 0L10 0 5 9z' : 'M1 1H9V9H1z';
  return h('span', { class: `change change-${judged}` },
    svg('svg', { class: 'arrow', viewBox: '0 0 10 10', 'aria-hidden': 'true' }, svg('path', { d: arrow })), ' ', change(row.kpi_value, row.previous_value, kpi.unit));
}

// The label says whether the change is good, so that its colour need not.
function changeLabel(row, kpi) {
  if (!row || row.kpi_value === null || row.previous_value === null) return t('label.change');
  return t(`change.${verdict(row, kpi)}`);
}

// The verdict on a row; where it is not assessed, the reason.
const statusBadge = (row) => badge(row.target_status, capital(both(scorecardRow(row), 'verdict')));

// How far the target is attained, as a bar: the line is the target.
function attainmentBar(row) {
  const share = row && row.attainment !== null ? row.attainment : null;
  const width = share === null ? 0 : Math.max(0, Math.min(share, 1.5)) / 1.5 * 100;
  return h('div', { class: `bar bar-${shapeOf(row ? row.target_status : 'not_assessed')}${share === null ? ' none' : ''}`, 'aria-hidden': 'true' },
    h('span', { class: 'bar-fill', style: `width:${width.toFixed(1)}%` }), h('span', { class: 'bar-target' }));
}

function sourceLine(kpi, row) {
  const status = (row && row.source_status) || kpi.source_status;
  return badge(status, word('source', status));
}

function dueLine(kpi) {
  if (!kpi.due_status) return null;
  const key = kpi.due_status === 'overdue' ? 'due.was' : 'due.next';
  return h('span', { class: `due due-${kpi.due_status}` }, kpi.due_status === 'overdue' ? icon('overdue') : null,
    t(key, { day: dateText(kpi.due_status === 'overdue' ? kpi.due_on : kpi.next_due_on || kpi.due_on, { month: 'short', day: 'numeric' }) }));
}
