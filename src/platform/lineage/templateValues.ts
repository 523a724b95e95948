/**
 * A template's values as far as they can be told without deploying it: parameters by strata.yaml or their defaults,
 * references by the names that the template gives. What only a deployment knows stays `${Name}`.
 */
import { isAlias, isMap, isPair, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';

export interface TemplateResource {
  readonly id: string;
  readonly type: string;
  /** Counted from 1. */
  readonly line: number;
  readonly properties: Readonly<Record<string, unknown>>;
}

export interface TemplateValues {
  readonly resources: readonly TemplateResource[];
  readonly outputs: Readonly<Record<string, string>>;
}

/** Where the template is or will be deployed, as far as that is known. */
export interface DeployPlace {
  readonly account?: string;
  readonly region?: string;
}

type Json = Readonly<Record<string, unknown>>;

/** The property that is a resource's name, and with it what Ref gives; of what is not here Ref gives its own id. */
const nameProperty: Readonly<Record<string, string>> = {
  'AWS::S3::Bucket': 'BucketName',
  'AWS::Glue::Job': 'Name',
  'AWS::Glue::Crawler': 'Name',
  'AWS::Glue::Connection': 'ConnectionInput.Name',
  'AWS::Glue::Database': 'DatabaseInput.Name',
  'AWS::Glue::Table': 'TableInput.Name',
  'AWS::Lambda::Function': 'FunctionName',
  'AWS::StepFunctions::StateMachine': 'StateMachineName',
  'AWS::Scheduler::Schedule': 'Name',
  'AWS::Events::Rule': 'Name',
  'AWS::RDS::DBInstance': 'DBInstanceIdentifier',
  'AWS::RDS::DBCluster': 'DBClusterIdentifier',
  'AWS::RedshiftServerless::Workgroup': 'WorkgroupName',
  'AWS::RedshiftServerless::Namespace': 'NamespaceName',
  'AWS::Redshift::Cluster': 'ClusterIdentifier',
  'AWS::Athena::WorkGroup': 'Name',
  'AWS::DMS::ReplicationTask': 'ReplicationTaskIdentifier',
  'AWS::DMS::Endpoint': 'EndpointIdentifier',
  'AWS::MWAA::Environment': 'Name',
  'AWS::QuickSight::DataSet': 'DataSetId',
  'AWS::QuickSight::DataSource': 'DataSourceId',
};

/**
 * @param given values for parameters, as strata.yaml has them
 * @throws Error `line 7: …` when the text is no YAML
 */
export function templateValues(text: string, given: Json, place: DeployPlace): TemplateValues {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, version: '1.1', logLevel: 'error' });
  const [error] = document.errors;
  if (error) throw new Error(`line ${lines.linePos(error.pos[0]).line}: ${error.message}`);
  const root = plain(document.contents as Node | null, (node) => node.resolve(document) ?? null);
  const template = isJson(root) ? root : {};
  const lineOf = (path: readonly string[]) => {
    const parent = document.getIn(path.slice(0, -1), true);
    const pair = isMap(parent)
      ? parent.items.find((each) => isPair(each) && isScalar(each.key) && String(each.key.value) === path.at(-1))
      : undefined;
    const range = isScalar(pair?.key) ? pair.key.range : undefined;
    return range ? lines.linePos(range[0]).line : 1;
  };
  const scope = new Scope(template, given, place);
  return {
    resources: Object.entries(json(template.Resources)).map(([id, resource]) => ({
      id,
      type: String(json(resource).Type ?? ''),
      line: lineOf(['Resources', id]),
      properties: json(scope.evaluate(json(resource).Properties)),
    })),
    outputs: Object.fromEntries(
      Object.entries(json(template.Outputs)).map(([name, output]) => [name, scope.text(json(output).Value)]),
    ),
  };
}

export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function json(value: unknown): Json {
  return isJson(value) ? value : {};
}

/** The value at a path of members, undefined where there is none. */
export function at(value: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((part, name) => json(part)[name], value);
}

/** Plain values, each short tag in its long form. */
function plain(
  node: Node | null,
  resolve: (alias: Extract<Node, { source: string }>) => Node | null,
  depth = 0,
): unknown {
  if (node === null || depth > 100) return null;
  if (isAlias(node)) return plain(resolve(node as never), resolve, depth + 1);
  const value = isScalar(node)
    ? node.value instanceof Date
      ? (node.source ?? '')
      : node.value
    : isSeq(node)
      ? node.items.map((item) => plain(item as Node | null, resolve, depth + 1))
      : isMap(node)
        ? Object.fromEntries(
            node.items.map(({ key, value: item }) => [
              isScalar(key) ? (key.source ?? String(key.value)) : String(key),
              plain(item as Node | null, resolve, depth + 1),
            ]),
          )
        : null;
  const tag = node.tag?.startsWith('!') && !node.tag.startsWith('!!') ? node.tag.slice(1) : undefined;
  if (tag === undefined) return value;
  if (tag === 'Ref' || tag === 'Condition') return { [tag]: value };
  return { [`Fn::${tag}`]: tag === 'GetAtt' && typeof value === 'string' ? value.split(/\.(.*)/s, 2) : value };
}

const nothing = Symbol('AWS::NoValue');

class Scope {
  readonly #template: Json;
  readonly #values: ReadonlyMap<string, unknown>;
  readonly #asked = new Set<string>();

  constructor(template: Json, given: Json, place: DeployPlace) {
    this.#template = template;
    const parameters = Object.entries(json(template.Parameters)).flatMap(([name, parameter]) => {
      const value = given[name] ?? json(parameter).Default;
      return value === undefined ? [] : [[name, value] as const];
    });
    this.#values = new Map<string, unknown>([
      ...parameters,
      ['AWS::Partition', 'aws'],
      ['AWS::URLSuffix', 'amazonaws.com'],
      ['AWS::NoValue', nothing],
      ...(place.account === undefined ? [] : [['AWS::AccountId', place.account] as const]),
      ...(place.region === undefined ? [] : [['AWS::Region', place.region] as const]),
    ]);
  }

  text(value: unknown): string {
    const read = this.evaluate(value);
    return read === undefined || read === null || typeof read === 'symbol'
      ? ''
      : typeof read === 'object'
        ? JSON.stringify(read)
        : String(read);
  }

  evaluate(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((item) => this.evaluate(item)).filter((item) => item !== nothing);
    if (!isJson(value)) return value;
    const [name, ...more] = Object.keys(value);
    if (name !== undefined && more.length === 0 && (name === 'Ref' || name.startsWith('Fn::'))) {
      return this.#call(name, value[name]);
    }
    return Object.fromEntries(
      Object.entries(value).flatMap(([key, item]) => {
        const read = this.evaluate(item);
        return read === nothing ? [] : [[key, read]];
      }),
    );
  }

  #call(name: string, argument: unknown): unknown {
    const list = Array.isArray(argument) ? argument : [argument];
    switch (name) {
      case 'Ref':
        return this.#ref(String(argument));
      case 'Fn::GetAtt':
        return this.#attribute(String(list[0]), this.text(list[1]));
      case 'Fn::Sub':
        return this.#substitute(String(list[0] ?? ''), json(list[1]));
      case 'Fn::Join': {
        const items = this.evaluate(list[1]);
        return (Array.isArray(items) ? items : [items]).map((item) => this.text(item)).join(this.text(list[0]));
      }
      case 'Fn::Split':
        return this.text(list[1]).split(this.text(list[0]));
      case 'Fn::Select': {
        const items = this.evaluate(list[1]);
        return Array.isArray(items) ? items[Number(this.text(list[0]))] : undefined;
      }
      case 'Fn::FindInMap':
        return at(
          json(this.#template.Mappings)[this.text(list[0])],
          [list[1], list[2]].map((part) => this.text(part)).join('.'),
        );
      case 'Fn::If':
        return this.evaluate(this.#holds({ Condition: list[0] }) ? list[1] : list[2]);
      case 'Fn::ToJsonString':
        return JSON.stringify(this.evaluate(argument));
      case 'Fn::ImportValue':
        return `\${${this.text(argument)}}`;
      case 'Fn::Base64':
        return Buffer.from(this.text(argument)).toString('base64');
      default:
        return `\${${name}}`;
    }
  }

  #ref(name: string): unknown {
    if (this.#values.has(name)) return this.#values.get(name);
    const resource = json(json(this.#template.Resources)[name]);
    const property = nameProperty[String(resource.Type)];
    const written = property === undefined ? undefined : at(resource.Properties, property);
    // A name that refers to itself would never end.
    if (written === undefined || this.#asked.has(name)) return `\${${name}}`;
    this.#asked.add(name);
    try {
      return this.text(written);
    } finally {
      this.#asked.delete(name);
    }
  }

  /** Attributes that say what the template itself says; the rest only a deployment knows. */
  #attribute(resource: string, attribute: string): unknown {
    const type = String(json(json(this.#template.Resources)[resource]).Type);
    if (attribute === 'Arn' || attribute.endsWith('Arn')) {
      if (type === 'AWS::S3::Bucket') return `arn:aws:s3:::${this.#ref(resource)}`;
      return `arn:of:${type}:${this.#ref(resource)}`;
    }
    const properties = json(json(this.#template.Resources)[resource]).Properties;
    if (type === 'AWS::RedshiftServerless::Namespace' && attribute.endsWith('DbName')) {
      return this.text(at(properties, 'DbName') ?? 'dev');
    }
    if (attribute === 'Endpoint.Address') return `\${${resource}}`;
    return `\${${resource}.${attribute}}`;
  }

  #substitute(text: string, variables: Json): string {
    return text.replace(/\$\{(!?)([^{}]*)\}/g, (_, literal: string, inner: string) => {
      const name = inner.trim();
      if (literal) return `\${${inner}}`;
      if (Object.hasOwn(variables, name)) return this.text(variables[name]);
      const [resource = '', attribute] = name.split(/\.(.*)/s, 2);
      return this.text(attribute === undefined ? this.#ref(name) : this.#attribute(resource, attribute));
    });
  }

  #holds(condition: unknown, depth = 0): boolean {
    const [name = '', argument] = Object.entries(json(condition))[0] ?? [];
    const list = Array.isArray(argument) ? argument : [argument];
    if (depth > 50) return false;
    switch (name) {
      case 'Condition':
        return this.#holds(json(this.#template.Conditions)[String(list[0])], depth + 1);
      case 'Fn::Equals':
        return this.text(list[0]) === this.text(list[1]);
      case 'Fn::And':
        return list.every((each) => this.#holds(each, depth + 1));
      case 'Fn::Or':
        return list.some((each) => this.#holds(each, depth + 1));
      case 'Fn::Not':
        return !this.#holds(list[0], depth + 1);
      default:
        return false;
    }
  }
}
