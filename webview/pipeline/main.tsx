import '../kit/kit.css';
import './pipeline.css';
import { render } from 'preact';
import type { PipelineHost, PipelinePage, PipelinePanelState } from '../../src/protocol/pipelineProtocol.ts';
import { appRoot, connectToHost } from '../kit/host.ts';
import { MapState } from './mapState.ts';
import { PipelinePane } from './pipelineView.tsx';

const page: PipelinePage = {
  async show({ view }) {
    state.show(view);
    return null;
  },
  async states({ reset, states }) {
    state.merge(reset, states);
    return null;
  },
  async asking({ busy, faults }) {
    state.asking.value = { busy, faults };
    return null;
  },
};

const host = connectToHost<PipelineHost>(page);
const state = new MapState(host.state as PipelinePanelState, host.keepState);
render(<PipelinePane state={state} host={host.rpc} />, appRoot());
