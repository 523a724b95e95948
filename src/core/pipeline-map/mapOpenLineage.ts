import { evidenceText } from './mapWords.ts';
import { type NamingPlace, openLineageName } from './openLineageNames.ts';
import { isDataset, type MapNode, type PipelineMap } from './pipelineMap.ts';

const producer = 'urn:strata:pipeline-map';
const jobEvent = 'https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/JobEvent';
const documentation =
  'https://openlineage.io/spec/facets/1-0-1/DocumentationJobFacet.json#/$defs/DocumentationJobFacet';

/**
 * The map as OpenLineage's events of design: one for each job, with what it reads and makes. A model is a job that makes
 * its own table. https://openlineage.io/docs/spec/object-model
 * @param at when it is said, in milliseconds since the epoch
 */
export function mapOpenLineage(map: PipelineMap, place: NamingPlace, at: number): object[] {
  const named = new Map(map.nodes.map((node) => [node.id, node]));
  const into = Map.groupBy(
    map.edges.filter(({ kind }) => kind !== 'starts'),
    ({ to }) => to,
  );
  const from = Map.groupBy(
    map.edges.filter(({ kind }) => kind !== 'starts'),
    ({ from: id }) => id,
  );
  const datasets = (ids: readonly string[]) =>
    [...new Set(ids)].flatMap((id) => {
      const node = named.get(id);
      return node && isDataset(node) ? [openLineageName(id, place)] : [];
    });
  const event = (node: MapNode, inputs: readonly string[], outputs: readonly string[]) => ({
    eventTime: new Date(at).toISOString(),
    producer,
    schemaURL: jobEvent,
    job: {
      namespace: 'strata',
      name: isDataset(node) ? `make.${node.label}` : node.label,
      facets: {
        documentation: {
          _producer: producer,
          _schemaURL: documentation,
          description: [node.description, ...node.evidence.map(evidenceText)].filter(Boolean).join('\n'),
        },
      },
    },
    inputs: datasets(inputs),
    outputs: datasets(outputs),
  });
  return map.nodes.flatMap((node) => {
    const sources = (into.get(node.id) ?? []).map((edge) => edge.from);
    if (!isDataset(node)) {
      const targets = (from.get(node.id) ?? []).map((edge) => edge.to);
      return sources.length + targets.length === 0 ? [] : [event(node, sources, targets)];
    }
    const data = sources.filter((id) => isDataset(named.get(id) ?? { kind: 'job' }));
    return data.length === 0 ? [] : [event(node, data, [node.id])];
  });
}
