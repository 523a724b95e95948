import type { RunGraph, RunGraphEdge, RunGraphNode } from '../../core/run.ts';

/** As much of a state as its picture needs; https://states-language.net/spec.html. */
interface AslState {
  readonly Type?: string;
  readonly Next?: string;
  readonly End?: boolean;
  readonly Default?: string;
  readonly Choices?: readonly (Record<string, unknown> & { readonly Next?: string })[];
  readonly Catch?: readonly { readonly Next?: string; readonly ErrorEquals?: readonly string[] }[];
  readonly Branches?: readonly AslMachine[];
  readonly Iterator?: AslMachine;
  readonly ItemProcessor?: AslMachine;
}

interface AslMachine {
  readonly StartAt?: string;
  readonly States?: Readonly<Record<string, AslState>>;
}

const startNode = '(start)';
const endNode = '(end)';

/**
 * The picture of a definition. State names are unique in a machine with all its branches, so they are the ids.
 * @throws SyntaxError when the definition is no JSON
 */
export function aslGraph(definition: string): RunGraph {
  const machine = JSON.parse(definition) as AslMachine;
  const nodes: RunGraphNode[] = [
    { id: startNode, label: 'Start', type: 'Start' },
    { id: endNode, label: 'End', type: 'End' },
  ];
  const edges: RunGraphEdge[] = [];
  if (machine.StartAt) edges.push({ from: startNode, to: machine.StartAt, kind: 'next' });
  addStates(machine, undefined, nodes, edges);
  return { nodes, edges };
}

function addStates(
  machine: AslMachine,
  parent: string | undefined,
  nodes: RunGraphNode[],
  edges: RunGraphEdge[],
): void {
  for (const [name, state] of Object.entries(machine.States ?? {})) {
    nodes.push({ id: name, label: name, type: state.Type ?? '', ...(parent === undefined ? {} : { parent }) });
    edges.push(...edgesOf(name, state, parent === undefined));
    for (const inner of [...(state.Branches ?? []), state.Iterator, state.ItemProcessor]) {
      if (inner) addStates(inner, name, nodes, edges);
    }
  }
}

function edgesOf(name: string, state: AslState, outermost: boolean): RunGraphEdge[] {
  const edges: RunGraphEdge[] = [];
  if (state.Next) edges.push({ from: name, to: state.Next, kind: 'next' });
  const ends = state.End === true || state.Type === 'Succeed' || state.Type === 'Fail';
  if (ends && outermost) edges.push({ from: name, to: endNode, kind: 'next' });
  for (const choice of state.Choices ?? []) {
    if (choice.Next) edges.push({ from: name, to: choice.Next, kind: 'choice', label: conditionOf(choice) });
  }
  if (state.Default) edges.push({ from: name, to: state.Default, kind: 'choice', label: 'Default' });
  for (const rule of state.Catch ?? []) {
    if (rule.Next) edges.push({ from: name, to: rule.Next, kind: 'catch', label: (rule.ErrorEquals ?? []).join(', ') });
  }
  return edges;
}

/** A choice rule in a few words: `$.state == "READY"`, `not (…)`, or its JSONata condition. */
export function conditionOf(rule: Readonly<Record<string, unknown>>): string {
  if (typeof rule.Condition === 'string') return rule.Condition.replace(/^\{%\s*|\s*%\}$/g, '');
  if (Array.isArray(rule.And)) return rule.And.map(conditionOf).join(' and ');
  if (Array.isArray(rule.Or)) return rule.Or.map(conditionOf).join(' or ');
  if (rule.Not !== null && typeof rule.Not === 'object')
    return `not (${conditionOf(rule.Not as Record<string, unknown>)})`;
  const operator = Object.keys(rule).find((key) => !['Variable', 'Next', 'Comment', 'Assign', 'Output'].includes(key));
  if (!operator) return '';
  const symbol = comparisons.find(([suffix]) => operator.replace(/Path$/, '').endsWith(suffix))?.[1] ?? operator;
  return `${String(rule.Variable ?? '')} ${symbol} ${JSON.stringify(rule[operator])}`;
}

/** Longer names first, as one may end in another. */
const comparisons: readonly (readonly [string, string])[] = [
  ['GreaterThanEquals', '≥'],
  ['LessThanEquals', '≤'],
  ['GreaterThan', '>'],
  ['LessThan', '<'],
  ['Equals', '=='],
  ['Matches', '≈'],
  ['IsPresent', 'is present'],
  ['IsNull', 'is null'],
];
