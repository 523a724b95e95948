import { h } from 'preact';
import { afterEach, expect, it } from 'vitest';
import { configureL10n } from '../../src/core/l10n.ts';
import { translateGridWords } from './gridWords.ts';

afterEach(() => configureL10n('en', undefined));

it('says HighTable’s words in the reader’s language, and leaves data alone', () => {
  configureL10n('es', {
    'Press to sort by {0} in ascending order': 'Ordenar por {0} de forma ascendente',
    Visibility: 'Visibilidad',
  });
  translateGridWords();
  expect(h('th', { role: 'columnheader', title: 'Press to sort by order in ascending order' }).props).toMatchObject({
    title: 'Ordenar por order de forma ascendente',
  });
  expect(h('div', { role: 'separator' }, 'Visibility').props.children).toBe('Visibilidad');
  expect(h('td', { role: 'cell' }, 'Visibility').props.children).toBe('Visibility');
  expect(h('th', { role: 'columnheader', 'aria-label': 'Visibility' }).props).toMatchObject({
    'aria-label': 'Visibility',
  });
});
