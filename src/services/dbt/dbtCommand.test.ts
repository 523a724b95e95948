import { describe, expect, it } from 'vitest';
import { commandOf, effectOf, optionOf, titleOf, withOption } from './dbtCommand.ts';

describe('a dbt command line', () => {
  it('has its command behind global options', () => {
    expect(commandOf(['--log-level', 'debug', '--quiet', 'build', '-s', 'run'])).toBe('build');
    expect(commandOf(['docs', 'generate'])).toBe('docs generate');
    expect(commandOf(['--version'])).toBeUndefined();
  });

  it('reads, changes or destroys', () => {
    expect(effectOf(['show', '-s', 'fct_sales'])).toBe('read');
    expect(effectOf(['source', 'freshness'])).toBe('read');
    expect(effectOf(['test'])).toBe('write');
    expect(effectOf(['run-operation', 'grant_all'])).toBe('write');
    expect(effectOf(['run', '--full-refresh'])).toBe('destroy');
  });

  it('gives the value of an option in both spellings', () => {
    expect(optionOf(['run', '--target=prod'], '--target', '-t')).toBe('prod');
    expect(optionOf(['run', '-t', 'prod'], '--target', '-t')).toBe('prod');
    expect(optionOf(['run'], '--target', '-t')).toBeUndefined();
  });

  it('takes another value of an option, or goes without it', () => {
    const args = ['run', '--profiles-dir', 'here', '-s', 'x', '--project-dir=shop'];
    expect(withOption(args, '--project-dir', () => undefined)).toEqual(args.slice(0, 5));
    expect(withOption(args, '--profiles-dir', (value) => `/${value}`)[2]).toBe('/here');
  });

  it('is told in few words', () => {
    expect(titleOf(['build', '--select', '+fct_sales', '--vars', '{}'])).toBe('dbt build +fct_sales');
  });
});
