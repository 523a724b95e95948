import { describe, expect, it } from 'vitest';
import type { DbtMacro } from '../manifest.ts';
import { describeMacro, macroCall } from './descriptions.ts';

const macro: DbtMacro = {
  id: 'macro.shop.cents_to_euros',
  name: 'cents_to_euros',
  package: 'shop',
  file: 'macros/cents_to_euros.sql',
  description: 'Cents as euros.',
  arguments: [],
  code: '{% macro cents_to_euros(\n    column,\n    digits=round_to(2)\n) -%}\nround({{ column }})\n{%- endmacro %}',
};

describe('a macro', () => {
  it('is called as its head says, described or not', () => {
    expect(macroCall(macro)).toBe('cents_to_euros(column, digits=round_to(2))');
    const described = { ...macro, arguments: [{ name: 'column', type: 'string', description: 'Of cents' }] };
    expect(macroCall(described)).toBe('cents_to_euros(column, digits=round_to(2))');
    expect(describeMacro(described)).toContain('- `column` · string · Of cents');
  });

  it('of which only its description is known has the arguments of that', () => {
    const known = { ...macro, code: '', arguments: [{ name: 'column', type: '', description: '' }] };
    expect(macroCall(known)).toBe('cents_to_euros(column)');
  });
});
