import { t } from '../../core/l10n.ts';
import { cubeId } from '../../core/pipeline-map/names.ts';
import { catalogNode, inFile, type PipelineScope, warehouseNode } from './pipelineScope.ts';

/** Cubes of the pipeline's strata.yaml, and its layers. */
export function readDeclared(scope: PipelineScope, lines: (needle: RegExp) => number): void {
  const { declared, file } = scope.pipeline;
  const fill = (text: string) =>
    text.replace(/\$\{([^}]*)\}/g, (whole, name: string) => scope.template.outputs[name] ?? whole);
  for (const { name, title, location } of declared.layers ?? []) {
    const folder = fill(location);
    scope.builder.layer({ name, title: title ?? name, folder: folder.endsWith('/') ? folder : `${folder}/` });
  }
  for (const cube of declared.cubes ?? []) {
    const evidence = inFile(scope, file, lines(new RegExp(`name:\\s*['"]?${cube.name}\\b`)));
    const node = scope.builder.node(
      {
        id: cubeId(cube.name),
        kind: 'cube',
        label: cube.title ?? cube.name,
        address: { kind: 'cubes.cube', path: [cube.name] },
        ...(cube.files === undefined ? {} : { description: t('Files: {0}', cube.files) }),
      },
      evidence,
    );
    for (const relation of [cube.relation, cube.facts]) {
      if (relation === undefined || cube.files !== undefined) continue;
      const parts = relation.replaceAll('"', '').split('.');
      const database = fill(cube.database ?? declared.athena?.database ?? '');
      const table =
        (cube.engine ?? 'athena') === 'redshift'
          ? warehouseNode(scope, parts.length === 1 && cube.schema ? [cube.schema, ...parts] : parts, evidence)
          : catalogNode(scope, parts.length > 1 ? (parts.at(-2) ?? '') : database, parts.at(-1) ?? '', evidence);
      scope.builder.edge(table, node, 'data', evidence);
    }
  }
}
