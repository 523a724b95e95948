import { options, type VNode } from 'preact';
import { t } from '../../src/core/l10n.ts';

/** HighTable's own words, with `*` where it puts a column's name or a width in pixels. */
const words: readonly (readonly [string, (value: string) => string])[] = [
  ['Press to sort by * in ascending order', (column) => t('Press to sort by {0} in ascending order', column)],
  ['Press to sort by * in descending order', (column) => t('Press to sort by {0} in descending order', column)],
  ['Press to stop sorting by *', (column) => t('Press to stop sorting by {0}', column)],
  ['Column menu for *', (column) => t('Column menu for {0}', column)],
  ['Sort order', () => t('Sort order')],
  ['Ascending', () => t('Ascending')],
  ['Descending', () => t('Descending')],
  ['No sort', () => t('No sort')],
  ['Visibility', () => t('Visibility')],
  ['Hide column', () => t('Hide column')],
  ['Show all columns', () => t('Show all columns')],
  ['Resize column', () => t('Resize column')],
  ['No width set.', () => t('No width set.')],
  ['Width set to * pixels.', (width) => t('Width set to {0} pixels.', width)],
  [
    'Press "Enter" or "Space" to autoresize the column (press again to unset the width). Press "Escape" to cancel resizing. Press "ArrowRight/ArrowUp" or "ArrowLeft/ArrowDown" to resize the column by 10 pixels. Press PageUp/PageDown to resize the column by 100 pixels.',
    () => t('Enter or Space fits the column to its values, or undoes it. The arrow keys resize it, Escape cancels.'),
  ],
];

/** Where HighTable has words of its own; everything else of an element is data. */
const places: Readonly<Record<string, readonly string[]>> = {
  columnheader: ['title', 'aria-description'],
  spinbutton: ['aria-label', 'aria-valuetext', 'aria-description'],
  menuitem: ['children'],
  separator: ['children'],
};

/** The words in the reader's language; other text as it is. */
export function gridWord(text: string): string {
  for (const [english, translate] of words) {
    const [before = '', after] = english.split('*');
    if (after === undefined ? text === english : text.startsWith(before) && text.endsWith(after)) {
      return translate(text.slice(before.length, text.length - (after ?? '').length));
    }
  }
  return text;
}

/** HighTable takes no words from outside. Preact makes its elements and shows each of them here before it is drawn. */
export function translateGridWords(): void {
  const before = options.vnode;
  options.vnode = (vnode: VNode) => {
    if (typeof vnode.type === 'string') translateProps(vnode.props as Record<string, unknown>);
    before?.(vnode);
  };
}

function translateProps(props: Record<string, unknown>): void {
  const names = props['aria-haspopup'] === 'menu' ? ['aria-label'] : (places[String(props.role)] ?? []);
  for (const name of names) {
    const text = props[name];
    if (typeof text === 'string') props[name] = gridWord(text);
  }
}
