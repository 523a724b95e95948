import { formatBytes, formatDateTime, formatNumber } from '../../src/core/format.ts';
import { t } from '../../src/core/l10n.ts';
import { edgeTexts, evidenceText, kindTexts } from '../../src/core/pipeline-map/mapWords.ts';
import type { Evidence, MapEdge, MapNode } from '../../src/core/pipeline-map/pipelineMap.ts';
import type { PipelineHost } from '../../src/protocol/pipelineProtocol.ts';
import type { Rpc } from '../../src/protocol/rpc.ts';
import { Icon } from '../kit/icon.tsx';
import { StateBadge } from '../kit/stateBadge.tsx';
import type { MapState } from './mapState.ts';

interface Props {
  readonly node: MapNode;
  readonly state: MapState;
  readonly host: Rpc<PipelineHost>;
}

/** What is known of one node: how it is, whose it is, what it is joined to, and who says so. */
export function NodeDetail({ node, state, host }: Props) {
  const now = state.states.value.get(node.id);
  const hit = state.hits.value.get(node.id);
  const owner = now?.owner ?? node.owner;
  const view = state.view.value;
  const edges = view.kind === 'shown' ? view.map.edges : [];
  const facts: readonly (readonly [string, string | undefined])[] = [
    [t('When'), now?.at === undefined ? undefined : formatDateTime(now.at)],
    [t('Rows'), now?.rows === undefined ? undefined : formatNumber(now.rows)],
    [t('Size'), now?.bytes === undefined ? undefined : formatBytes(now.bytes)],
    [t('Owner'), owner],
    [t('Files in'), node.place],
  ];
  return (
    <aside class="detail" aria-label={node.label}>
      <div class="detail-head">
        <strong>{node.label}</strong>
        <span class="quiet">{kindTexts[node.kind]()}</span>
        {now?.state ? <StateBadge state={now.state} /> : null}
        {now?.missing ? <span class="quiet">{t('not there yet')}</span> : null}
      </div>
      {hit ? (
        <p class="tone-warn">
          <Icon name="warning" /> {t('Not as new as it should be: {0} failed.', state.node(hit.by)?.label ?? hit.by)}{' '}
          <button type="button" class="link" onClick={() => state.select(hit.by)}>
            {t('Show it')}
          </button>
        </p>
      ) : null}
      {now?.error ? <pre class="tone-bad">{now.error}</pre> : null}
      <div class="detail-actions">
        <button type="button" class="primary" onClick={() => void host.call('open', { node: node.id })}>
          {t('Open')}
        </button>
        {now?.run ? (
          <button type="button" onClick={() => void host.call('openRun', { node: node.id })}>
            <Icon name="output" />
            {t('Last Run')}
          </button>
        ) : null}
      </div>
      {node.description ? <p class="description">{node.description}</p> : null}
      <dl class="facts-list">
        {facts.map(([name, value]) =>
          value === undefined ? null : (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ),
        )}
      </dl>
      {node.unresolved ? (
        <section class="block">
          <h2>
            <Icon name="question" />
            {t('Not traced')}
          </h2>
          <ul>
            {node.unresolved.map((each) => (
              <li key={each}>{each}</li>
            ))}
          </ul>
        </section>
      ) : null}
      <Joined
        title={t('Comes from')}
        edges={edges.filter(({ to }) => to === node.id)}
        end="from"
        {...{ state, host }}
      />
      <Joined
        title={t('Goes into')}
        edges={edges.filter(({ from }) => from === node.id)}
        end="to"
        {...{ state, host }}
      />
      <section class="block">
        <h2>{t('Written in')}</h2>
        <ul>
          {node.evidence.map((each) => (
            <li key={evidenceText(each)}>
              <EvidenceLink evidence={each} host={host} />
            </li>
          ))}
        </ul>
      </section>
    </aside>
  );
}

function Joined(props: {
  readonly title: string;
  readonly edges: readonly MapEdge[];
  readonly end: 'from' | 'to';
  readonly state: MapState;
  readonly host: Rpc<PipelineHost>;
}) {
  if (props.edges.length === 0) return null;
  return (
    <section class="block">
      <h2>{props.title}</h2>
      <ul>
        {props.edges.map((edge) => {
          const [evidence] = edge.evidence;
          return (
            <li key={`${edge.kind} ${edge[props.end]}`}>
              <button type="button" class="link" onClick={() => props.state.select(edge[props.end])}>
                {props.state.node(edge[props.end])?.label}
              </button>
              {edge.kind === 'data' ? null : <span class="quiet"> {edgeTexts[edge.kind]()}</span>}
              {evidence ? (
                <div class="quiet evidence">
                  <EvidenceLink evidence={evidence} host={props.host} />
                </div>
              ) : null}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function EvidenceLink({ evidence, host }: { readonly evidence: Evidence; readonly host: Rpc<PipelineHost> }) {
  if (evidence.kind !== 'file') return <span>{evidenceText(evidence)}</span>;
  const { file, line } = evidence;
  return (
    <button type="button" class="link" onClick={() => void host.call('openEvidence', { file, line })}>
      {evidenceText(evidence)}
    </button>
  );
}
