// What tiles and pages say of a row of a KPI.

function targetText(row, unit) {
  if (row.target_low !== null && row.target_low !== undefined && row.target_high !== null) {
    return `${plainAmount(row.target_low, unit)} – ${plainAmount(row.target_high, unit)}`;
  }
  return row.target_value === null || row.target_value === undefined ? null : plainAmount(row.target_value, unit);
}

// A target as people set it: 4, not 4.00.
const plainAmount = (value, unit) => (['touches', 'ratio'].includes(unit) && Number.isInteger(value) ? number(value, 0) : amount(value, unit));

// Whole per cent, cut and not rounded, as everywhere: a miss never reads as reached.
function attainedText(row) {
  if (!row || row.attainment === null) return t('value.none');
  return percent(Math.floor(100 * row.attainment + 1e-9) / 100, 0);
}

function flagsOf(row) {
  const flags = [];
  const kpi = DATA.kpis.get(row.kpi_id);
  if (!row.is_complete_period) flags.push({ kind: 'incomplete', text: t('flag.incomplete', { day: dateText(DATA.about.as_of_date) }) });
  if (row.value_status === 'immature') flags.push({ kind: 'immature', text: t('flag.immature', { day: dateText(daysAfter(periodOf(row).period_end, kpi.maturity_days)) }) });
  if (kpi.min_sample > 0 && row.sample_size !== null && row.sample_size < kpi.min_sample) {
    flags.push({ kind: 'low_sample', text: t('flag.low_sample', { n: number(row.sample_size, 0), min: kpi.min_sample }) });
  }
  if (row.value_status === 'capped') flags.push({ kind: 'capped', text: t('flag.capped') });
  if (row.value_status === 'zero_denominator') flags.push({ kind: 'zero_denominator', text: t('flag.zero_denominator') });
  if (row.value_status === 'no_data') flags.push({ kind: 'no_data', text: both(kpi, 'reason') || t('flag.no_data') });
  if (kpi.support === 'proxy') flags.push({ kind: 'proxy', text: t('flag.proxy'), title: both(kpi, 'reason') });
  return flags;
}

// Better or worse than before, where the KPI has a direction.
function verdict(row, kpi) {
  const difference = row.kpi_value - row.previous_value;
  if (Math.abs(difference) < 1e-12) return 'same';
  if (kpi.direction === 'band') return 'neutral';
  return difference > 0 === (kpi.direction === 'higher') ? 'better' : 'worse';
}

function changeOf(row, kpi) {
  if (!row || row.kpi_value === null || row.previous_value === null) return h('span', { class: 'change' }, t('value.none'));
  const judged = verdict(row, kpi);
  const arrow = row.kpi_value > row.previous_value ? '▲' : row.kpi_value < row.previous_value ? '▼' : '■';
  return h('span', { class: `change change-${judged}` },
    h('span', { class: 'arrow', 'aria-hidden': 'true' }, arrow), ' ', change(row.kpi_value, row.previous_value, kpi.unit));
}

// The label says whether the change is good, so that its colour need not.
function changeLabel(row, kpi) {
  if (!row || row.kpi_value === null || row.previous_value === null) return t('label.change');
  return t(`change.${verdict(row, kpi)}`);
}

function statusBadge(row) {
  const status = row ? row.target_status : 'not_assessed';
  return badge(status, word('status', status));
}

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
