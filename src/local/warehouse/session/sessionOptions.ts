import type { RedshiftStatement } from '../../engines/redshift/statement.ts';
import type { ResultColumn } from '../../engines/redshift/translation.ts';

export interface SessionOptions {
  readonly pid: number;
  readonly database: string;
  readonly user: string;
  readonly applicationName: string;
  /** `background`: of the warehouse itself. */
  readonly origin: 'port' | 'api' | 'background';
  readonly settings: ReadonlyMap<string, string>;
}

/** A cursor or statement that SQL made by name. */
export interface SessionNames {
  readonly prepared: Map<string, { readonly statement: RedshiftStatement; readonly sql: string }>;
  readonly cursors: Map<string, { readonly columns: readonly ResultColumn[]; readonly table: string; at: number }>;
}
