/** Parse, Bind, Describe, Execute: https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-EXT-QUERY */
import type { ParsedStatement } from '../../engines/redshift/statement.ts';
import type { ParameterValue, ResultColumn } from '../../engines/redshift/translation.ts';
import { typeOfOid } from '../../engines/redshift/types/wireTypes.ts';
import type { Session } from '../session/session.ts';
import { SqlError, sqlStates } from '../sqlError.ts';
import type { BodyReader } from './messageReader.ts';
import type { MessageWriter } from './messageWriter.ts';
import { parameterText } from './parameterText.ts';
import { Portal } from './portal.ts';
import { fieldsOf, formatOf } from './wireTypes.ts';

interface Prepared {
  /** Undefined for an empty text. */
  readonly parsed: ParsedStatement | undefined;
  /** Types that the client told; 0 for none. */
  readonly oids: readonly number[];
}

export class ExtendedQuery {
  readonly #session: Session;
  readonly #writer: MessageWriter;
  readonly #prepared = new Map<string, Prepared>();
  readonly #portals = new Map<string, Portal>();

  constructor(session: Session, writer: MessageWriter) {
    this.#session = session;
    this.#writer = writer;
  }

  /** Sets rows of suspended portals down, before the session does something else. */
  async settle(except?: Portal): Promise<void> {
    for (const portal of this.#portals.values()) if (portal !== except && portal.suspended) await portal.setDown();
  }

  /** Portals end with their transaction. */
  async endPortals(): Promise<void> {
    for (const portal of this.#portals.values()) await portal.close();
    this.#portals.clear();
  }

  parse(body: BodyReader): void {
    const name = body.text();
    const { statements } = this.#session.parse(body.text());
    if (statements.length > 1) {
      throw new SqlError(sqlStates.syntax, 'cannot insert multiple commands into a prepared statement');
    }
    if (name !== '' && this.#prepared.has(name)) {
      throw new SqlError('42P05', `prepared statement "${name}" already exists`);
    }
    const oids = Array.from({ length: body.int16() }, () => body.int32());
    this.#prepared.set(name, { parsed: statements[0], oids });
    this.#writer.plain('1');
  }

  async bind(body: BodyReader): Promise<void> {
    const portalName = body.text();
    const { parsed, oids } = this.#statement(body.text());
    const formats = Array.from({ length: body.int16() }, () => body.int16());
    const count = body.int16();
    const wanted = parsed?.parameters.count ?? 0;
    if (count < wanted) {
      throw new SqlError(
        '08P01',
        `bind message supplies ${count} parameters, but prepared statement requires ${wanted}`,
      );
    }
    const parameters = new Map<string, ParameterValue>();
    for (let i = 0; i < count; i++) {
      const value = body.value();
      const oid = oids[i] ?? 0;
      const type = typeOfOid(oid);
      const text = value === null ? null : parameterText(value, formatOf(formats, i), oid);
      parameters.set(String(i + 1), { value: text, ...(type ? { type } : {}) });
    }
    const results = Array.from({ length: body.int16() }, () => body.int16());
    await this.#portals.get(portalName)?.close();
    this.#portals.set(portalName, new Portal(parsed, parameters, results));
    this.#writer.plain('2');
  }

  async describe(body: BodyReader): Promise<void> {
    const kind = body.byte();
    const name = body.text();
    if (kind === 'S') {
      const { parsed, oids } = this.#statement(name);
      const count = Math.max(parsed?.parameters.count ?? 0, oids.length);
      this.#writer.parameterDescription(Array.from({ length: count }, (_, i) => oids[i] || 1043));
      const unknown = new Map(
        Array.from({ length: count }, (_, i) => [String(i + 1), parameterLike(oids[i])] as const),
      );
      try {
        this.#columns(parsed && (await this.#described(parsed, unknown)), []);
      } catch (error) {
        // Redshift finds such errors when it parses, so that the name is not taken.
        this.#prepared.delete(name);
        throw error;
      }
      return;
    }
    const portal = this.#portal(name);
    this.#columns(portal.parsed && (await this.#described(portal.parsed, portal.parameters)), portal.formats);
  }

  async execute(body: BodyReader): Promise<void> {
    const portal = this.#portal(body.text());
    const most = body.int32();
    if (!portal.parsed) {
      this.#writer.plain('I');
      return;
    }
    await this.settle(portal);
    const ended = await portal.execute(this.#session, this.#writer, most);
    if (ended) this.#writer.commandComplete(ended.tag);
    else this.#writer.plain('s');
  }

  async close(body: BodyReader): Promise<void> {
    const kind = body.byte();
    const name = body.text();
    if (kind === 'S') this.#prepared.delete(name);
    else {
      await this.#portals.get(name)?.close();
      this.#portals.delete(name);
    }
    this.#writer.plain('3');
  }

  async #described(
    parsed: ParsedStatement,
    parameters: ReadonlyMap<string, ParameterValue>,
  ): Promise<readonly ResultColumn[] | undefined> {
    await this.settle();
    return await this.#session.describe(parsed, parameters);
  }

  #columns(columns: readonly ResultColumn[] | undefined, formats: readonly number[]): void {
    if (columns) this.#writer.rowDescription(fieldsOf(columns, formats));
    else this.#writer.plain('n');
  }

  #statement(name: string): Prepared {
    const found = this.#prepared.get(name);
    if (!found) throw new SqlError(sqlStates.noPreparedStatement, `prepared statement "${name}" does not exist`);
    return found;
  }

  #portal(name: string): Portal {
    const found = this.#portals.get(name);
    if (!found) throw new SqlError(sqlStates.noCursor, `portal "${name}" does not exist`);
    return found;
  }
}

/** A value that is not known yet, of the type that the client told. */
function parameterLike(oid: number | undefined): ParameterValue {
  const type = typeOfOid(oid ?? 0);
  return { value: null, ...(type ? { type } : {}) };
}
