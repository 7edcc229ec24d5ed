// Charts: Vega-Lite specifications from dashboard/charts, filled with words, colours and rows, drawn as SVG.

let CHARTS = {};
let THEME = {};
let waiting = [];
let views = [];

// A colour as a variable of the styles: a chart follows the screen, dark or light, and paper.
const colour = (name) => `var(--colour-${name.replaceAll('_', '-')})`;

// '@key' is a text, '$colour.name' a colour, '$name' what the caller gives.
function filled(node, given) {
  if (Array.isArray(node)) return node.map((item) => filled(item, given));
  if (node && typeof node === 'object') {
    return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, filled(value, given)]).filter(([, value]) => value !== undefined));
  }
  if (typeof node !== 'string') return node;
  if (node.startsWith('@')) return t(node.slice(1));
  if (node.startsWith('$colour.')) return colour(node.slice(8));
  if (node.startsWith('$')) {
    const name = node.slice(1);
    if (!(name in given)) throw new Error(`Chart without ${name}`);
    return given[name];
  }
  return node;
}

// A chart's place; it is drawn when the page is complete. Texts for those who cannot see it: label, and what it shows.
function chart(name, label, rows, given = {}) {
  // Vega names its own element; the one around it keeps the role and the label
  const place = h('div', { 'aria-hidden': 'true' });
  waiting.push({ place, name, rows, given });
  const around = h('div', { class: `chart chart-${name}`, role: 'img', 'aria-label': label, 'data-chart': name }, place);
  DRAWN.set(around, rows);
  return around;
}

// A layer without a value in one of its own fields would only stretch its scale, or has nothing to draw: it is left out.
function withValues(layers, rows) {
  const known = (field) => typeof field !== 'string' || rows.some((row) => !(field in row) || (row[field] !== null && row[field] !== undefined));
  return layers.filter((layer) => ['x', 'x2', 'y', 'y2', 'text', 'detail'].every((channel) => known(layer.encoding?.[channel]?.field)));
}

async function drawOne({ place, name, rows, given }) {
  const spec = filled(CHARTS[name], given);
  spec.autosize ??= THEME.chart.autosize;
  if (spec.layer && Array.isArray(rows)) spec.layer = withValues(spec.layer, rows);
  spec.$schema = 'https://vega.github.io/schema/vega-lite/v6.json';
  spec.datasets = Array.isArray(rows) ? { rows } : rows;
  const config = { ...filled(THEME.chart, {}), font: THEME.font, ...(spec.config || {}) };
  const result = await window.vegaEmbed(place, spec, {
    mode: 'vega-lite', renderer: 'svg', actions: false, ast: true, config, tooltip: { theme: 'dashboard' }, expressionFunctions: FUNCTIONS,
  });
  views.push(result);
  place.querySelector('svg')?.setAttribute('preserveAspectRatio', 'xMinYMin meet');
}

async function drawWaiting() {
  const now = waiting;
  waiting = [];
  await Promise.all(now.map(drawOne));
}

function clearCharts() {
  for (const view of views) view.finalize();
  views = [];
  waiting = [];
}

// How axes write values and periods.
const FUNCTIONS = {
  fmtValue: (value, unit) => axisAmount(value, unit),
  fmtPeriod: (value, type) => axisPeriod(value, type),
};

// At most `most` of the starts, the last one among them.
function ticks(starts, most) {
  const step = Math.max(1, Math.ceil(starts.length / most));
  const shown = starts.filter((_, place) => (starts.length - 1 - place) % step === 0);
  // as an expression: a list of numbers is taken for years on a time axis
  return { expr: `[${shown.map((start) => day(start).getTime())}]` };
}

// Amounts and counts are seen from zero, the latter in whole steps; rates and ratios where they move.
const axisOf = (kpi) => ({ zero: kpi.unit === 'count' || SUMMED_UNITS.includes(kpi.unit), step: kpi.unit === 'count' ? 1 : undefined });

// Rows of a KPI as its charts take them.
function chartRows(rows, unit) {
  return rows.map((row, place) => {
    const complete = row.is_complete_period;
    const quality = !complete ? 'incomplete' : ['low_sample', 'immature'].includes(row.value_status) ? 'low' : 'ok';
    const next = rows[place + 1];
    return {
      start: day(row.period_start).getTime(),
      value: row.kpi_value,
      low: row.ci_low, high: row.ci_high,
      target: row.target_value, target_low: row.target_low, target_high: row.target_high, stretch: row.stretch_value,
      quality,
      // the line to a running period starts at the one before it
      solid: complete ? row.kpi_value : null,
      dashed: !complete || (next && !next.is_complete_period) ? row.kpi_value : null,
      status: row.target_status,
      tip: tooltipOf(row, unit),
    };
  });
}

function tooltipOf(row, unit) {
  const parts = [`${periodName(row.period_type, row.period_start)}: ${amount(row.kpi_value, unit)}`];
  const target = targetText(row);
  if (target) parts.push(`${t('label.target')} ${target}`);
  if (row.ci_low !== null && row.ci_low !== undefined) parts.push(`${intervalName()} ${amount(row.ci_low, unit)} – ${amount(row.ci_high, unit)}`);
  parts.push(`${t('label.sample')} ${number(row.sample_size ?? 0, 0)}`);
  for (const flag of flagsOf(row)) parts.push(flag.text);
  return parts.join(' · ');
}
