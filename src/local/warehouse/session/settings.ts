import { SqlError, sqlStates } from '../sqlError.ts';

/** https://docs.aws.amazon.com/redshift/latest/dg/cm_chap_ConfigurationRef.html and what drivers set. */
const defaults: Readonly<Record<string, string>> = {
  analyze_threshold_percent: '10',
  application_name: '',
  autocommit: 'on',
  cast_super_null_on_error: 'on',
  client_encoding: 'UTF8',
  client_min_messages: 'notice',
  datashare_break_glass_session_var: '',
  datestyle: 'ISO, MDY',
  default_geometry_encoding: '1',
  default_transaction_isolation: 'serializable',
  default_transaction_read_only: 'off',
  describe_field_name_in_uppercase: 'off',
  downcase_delimited_identifier: 'on',
  enable_case_sensitive_identifier: 'off',
  enable_case_sensitive_super_attribute: 'off',
  enable_numeric_rounding: 'on',
  enable_result_cache_for_session: 'on',
  enable_vacuum_boost: 'off',
  error_on_nondeterministic_update: 'off',
  extra_float_digits: '0',
  idle_in_transaction_session_timeout: '0',
  integer_datetimes: 'on',
  interval_forbid_composite_literals: 'on',
  intervalstyle: 'postgres',
  is_superuser: 'on',
  json_serialization_enable: 'off',
  json_serialization_parse_nested_strings: 'off',
  max_concurrency_scaling_clusters: '1',
  max_cursor_result_set_size: 'default',
  mv_enable_aqmv_for_session: 'on',
  navigate_super_null_on_error: 'on',
  parse_super_null_on_error: 'off',
  pg_federation_repeatable_read: 'on',
  query_group: 'unset',
  search_path: '$user, public',
  server_encoding: 'UTF8',
  server_version: '8.0.2',
  spectrum_enable_pseudo_columns: 'true',
  spectrum_query_maxerror: '-1',
  standard_conforming_strings: 'on',
  statement_timeout: '0',
  stored_proc_log_min_messages: 'LOG',
  timezone: 'UTC',
  transaction_isolation: 'serializable',
  transaction_read_only: 'off',
  use_fips_ssl: 'off',
  wlm_query_slot_count: '1',
};

const readOnly = new Set(['server_version', 'server_encoding', 'integer_datetimes', 'is_superuser']);

const switches = new Set(Object.keys(defaults).filter((name) => /^(on|off)$/.test(defaults[name] ?? '')));

/** What is told to clients as it changes. */
export const reported: readonly string[] = [
  'server_version',
  'server_encoding',
  'client_encoding',
  'application_name',
  'is_superuser',
  'session_authorization',
  'datestyle',
  'timezone',
  'integer_datetimes',
  'standard_conforming_strings',
];

/** How reported settings are spelled on the wire. */
export const reportedNames: Readonly<Record<string, string>> = { datestyle: 'DateStyle', timezone: 'TimeZone' };

/** A session's settings; those that a transaction changes return when it is rolled back. */
export class Settings {
  #values: Map<string, string>;
  #before: Map<string, string> | undefined;
  /** Values that SET LOCAL hides until the transaction ends. */
  #hidden = new Map<string, string | undefined>();
  readonly #initial: ReadonlyMap<string, string>;
  readonly #changed: (name: string, value: string) => void;

  /** @param initial from the client's start-up message */
  constructor(initial: ReadonlyMap<string, string>, changed: (name: string, value: string) => void) {
    this.#initial = initial;
    this.#values = new Map([...Object.entries(defaults), ...initial]);
    this.#changed = changed;
  }

  get(name: string): string | undefined {
    return this.#values.get(name.toLowerCase());
  }

  all(): [name: string, value: string][] {
    return [...this.#values].sort(([a], [b]) => (a < b ? -1 : 1));
  }

  /** @throws SqlError 42704, 22023 */
  set(name: string, value: string | undefined, local = false): void {
    const key = name.toLowerCase() === 'time zone' ? 'timezone' : name.toLowerCase();
    const usual = this.#initial.get(key) ?? defaults[key];
    // Names with a dot are the session's own.
    if (usual === undefined && !key.includes('.') && key !== 'session_authorization') {
      throw new SqlError(sqlStates.noObject, `unrecognized configuration parameter "${name}"`);
    }
    if (readOnly.has(key)) throw new SqlError('55P02', `parameter "${name}" cannot be changed`);
    const next = checked(key, value ?? usual ?? '');
    if (local && !this.#hidden.has(key)) this.#hidden.set(key, this.#values.get(key));
    if (!local) this.#hidden.delete(key);
    this.#put(key, next);
  }

  resetAll(): void {
    for (const [name, value] of [...Object.entries(defaults), ...this.#initial]) this.#put(name, value);
  }

  begin(): void {
    this.#before = new Map(this.#values);
  }

  end(committed: boolean): void {
    if (!committed && this.#before) for (const [name, value] of this.#before) this.#put(name, value);
    else for (const [name, value] of this.#hidden) if (value !== undefined) this.#put(name, value);
    this.#before = undefined;
    this.#hidden = new Map();
  }

  #put(name: string, value: string): void {
    if (this.#values.get(name) === value) return;
    this.#values.set(name, value);
    this.#changed(name, value);
  }
}

function checked(name: string, value: string): string {
  if (switches.has(name)) {
    const low = value.toLowerCase();
    if (['on', 'true', 'yes', '1', 't'].includes(low)) return 'on';
    if (['off', 'false', 'no', '0', 'f'].includes(low)) return 'off';
    throw new SqlError(sqlStates.invalidParameter, `parameter "${name}" requires a Boolean value`);
  }
  if (name === 'statement_timeout') return String(milliseconds(value));
  if (name === 'timezone') return zone(value);
  return value;
}

function milliseconds(value: string): number {
  const [, number, unit = 'ms'] = /^(\d+)\s*(ms|s|min|h)?$/.exec(value.trim()) ?? [];
  if (number === undefined) {
    throw new SqlError(sqlStates.invalidParameter, `invalid value for parameter "statement_timeout": "${value}"`);
  }
  return Number(number) * ({ ms: 1, s: 1000, min: 60_000, h: 3_600_000 }[unit] ?? 1);
}

function zone(value: string): string {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: value }).resolvedOptions().timeZone === 'UTC' ? 'UTC' : value;
  } catch (error) {
    throw new SqlError(sqlStates.invalidParameter, `invalid value for parameter "timezone": "${value}"`, {
      cause: error,
    });
  }
}
