// Long lists of teams or reps: the ten at each end, and a button for all.

const AT_EACH_END = 10;
const shownWhole = new Set();

const isLong = (rows) => rows.length > 2 * AT_EACH_END;

// A card of rows in order. `made` is given the rows to show, how many are left out after the first ten, and the button.
function endsCard(id, rows, made) {
  const isWhole = !isLong(rows) || shownWhole.has(id);
  const act = async () => {
    if (shownWhole.has(id)) shownWhole.delete(id); else shownWhole.add(id);
    section.replaceWith(endsCard(id, rows, made));
    await drawWaiting();
    markWideTables();
    document.getElementById(`${id}-all`).focus({ preventScroll: true });
  };
  const button = isLong(rows) ? h('p', { class: 'ends' }, h('button', { type: 'button', class: 'quiet', id: `${id}-all`, 'aria-expanded': String(isWhole), onclick: act },
    isWhole ? t('ends.few', { n: AT_EACH_END }) : t('ends.all', { n: number(rows.length, 0) }))) : null;
  const shown = isWhole ? rows : [...rows.slice(0, AT_EACH_END), ...rows.slice(-AT_EACH_END)];
  const section = made(shown, rows.length - shown.length, button);
  return section;
}
