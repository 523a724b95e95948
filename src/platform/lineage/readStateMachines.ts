import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { LineCounter, parseDocument } from 'yaml';
import { addQuery } from './addQuery.ts';
import { inFile, type PipelineScope, relative } from './pipelineScope.ts';
import { json } from './templateValues.ts';

/** Members of a Task's parameters that name what it starts. */
const startedMembers = ['JobName', 'Name', 'FunctionName', 'StateMachineArn'] as const;

/** What the states of the template's machines start. The definition is a file of the template, or stands in it. */
export async function readStateMachines(scope: PipelineScope, jobs: ReadonlyMap<string, string>): Promise<void> {
  for (const { id, type, line, properties } of scope.template.resources) {
    if (type !== 'AWS::StepFunctions::StateMachine') continue;
    const machine = jobs.get(String(properties.StateMachineName ?? `\${${id}}`));
    if (machine === undefined) continue;
    const substitutions = json(properties.DefinitionSubstitutions);
    const fill = (text: string) =>
      text.replace(/\$\{([^}]*)\}/g, (whole, name: string) => String(substitutions[name] ?? whole));
    const local = properties.DefinitionS3Location;
    if (typeof local === 'string' && !local.includes('://')) {
      const file = path.resolve(path.dirname(scope.pipeline.template), local);
      const text = await readFile(file, 'utf8').catch(() => undefined);
      if (text === undefined) {
        scope.builder.fault({
          file: relative(scope.root, scope.pipeline.template),
          line,
          message: `${local} cannot be read.`,
        });
      } else readDefinition(scope, machine, text, fill, (at) => inFile(scope, file, at), jobs);
      continue;
    }
    const inline = properties.DefinitionString ?? properties.Definition;
    if (inline === undefined) continue;
    const text = typeof inline === 'string' ? inline : JSON.stringify(inline);
    readDefinition(scope, machine, text, fill, () => inFile(scope, scope.pipeline.template, line), jobs);
  }
}

function readDefinition(
  scope: PipelineScope,
  machine: string,
  text: string,
  fill: (text: string) => string,
  evidenceAt: (line: number) => ReturnType<typeof inFile>,
  jobs: ReadonlyMap<string, string>,
): void {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: false });
  const walk = (definition: unknown, at: readonly (string | number)[]): void => {
    for (const [name, state] of Object.entries(json(json(definition).States))) {
      const here = [...at, 'States', name];
      const node = document.getIn(here, true) as { range?: [number, number, number] } | undefined;
      const evidence = evidenceAt(lines.linePos(node?.range?.[0] ?? 0).line);
      const { Resource, Parameters, Arguments, Branches, Iterator, ItemProcessor } = json(state);
      if (typeof Resource === 'string') {
        const given = json(Parameters ?? Arguments);
        const named = [Resource, ...startedMembers.map((member) => given[member])];
        const started = named.flatMap((each) => (typeof each === 'string' ? (jobs.get(fill(each)) ?? []) : []))[0];
        if (started !== undefined && !/getCrawler|getJob|describe|stop/i.test(Resource)) {
          scope.builder.edge(machine, started, 'starts', evidence);
        }
        for (const [member, engine] of [
          ['QueryString', 'athena'],
          ['Sql', 'redshift'],
        ] as const) {
          const sql = given[member];
          if (typeof sql !== 'string') continue;
          const context = json(given.QueryExecutionContext);
          const database = typeof context.Database === 'string' ? fill(context.Database) : '';
          addQuery(scope, name, fill(sql), engine, evidence, { into: machine, database });
        }
      }
      for (const [i, branch] of (Array.isArray(Branches) ? Branches : []).entries())
        walk(branch, [...here, 'Branches', i]);
      if (Iterator !== undefined) walk(Iterator, [...here, 'Iterator']);
      if (ItemProcessor !== undefined) walk(ItemProcessor, [...here, 'ItemProcessor']);
    }
  };
  walk(document.toJS(), []);
}
