import { describe, expect, it } from 'vitest';
import { inTemplate, templateEnd } from './templates.ts';

describe('templateEnd', () => {
  it.each([
    ['{{ a }} b', '{{ a }}'],
    ['{% set a = {"b": {"c": 1}}%} d', '{% set a = {"b": {"c": 1}}%}'],
    ['{{ {"b": {"c": 1}}}} d', '{{ {"b": {"c": 1}}}}'],
    [`{{ config(hook="{{ this }} \\" }}") }} d`, `{{ config(hook="{{ this }} \\" }}") }}`],
    ["{# it's a comment #} d", "{# it's a comment #}"],
    ['{{ never closed', '{{ never closed'],
  ])('reads %s', (text, template) => {
    expect(text.slice(0, templateEnd(text, 0))).toBe(template);
  });

  it('finds none elsewhere', () => {
    expect(templateEnd('select {{ a }}', 0)).toBeUndefined();
    expect(templateEnd("{'a': 1}", 0)).toBeUndefined();
  });
});

describe('inTemplate', () => {
  const inside = (text: string) => inTemplate(text.replace('|', ''), text.indexOf('|'));

  it.each([
    '{{ | }}',
    '{{ a |',
    '{{| a }}',
    `{{ config(hook="{{ this }}", |) }}`,
    `select 1 {% if | %}`,
    '{{ a }} {{ ref("b|',
  ])('is inside in %s', (text) => {
    expect(inside(text)).toBe(true);
  });

  it.each(['|{{ a }}', '{{ a }}|', '{{ a }} | {{ b }}', '{# | #}', `select '{' || | '}'`])(
    'is outside in %s',
    (text) => {
      expect(inside(text)).toBe(false);
    },
  );
});
