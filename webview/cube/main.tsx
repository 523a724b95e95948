import '../kit/kit.css';
import './cube.css';
import { render } from 'preact';
import type { CubeHost, CubePage, CubePanelState } from '../../src/protocol/cubeProtocol.ts';
import { appRoot, connectToHost } from '../kit/host.ts';
import { CubeState } from './cubeState.ts';
import { CubeView } from './cubeView.tsx';

// What the host gives the page is what the editor kept of it.
const given = JSON.parse(appRoot().dataset.state ?? '{}') as CubePanelState;

const page: CubePage = {
  async show({ away, reload, home }) {
    state.home = home;
    const back = state.away.value !== null && away === null;
    state.away.value = away;
    if ((reload || back) && away === null) state.reload();
    return null;
  },
};

const host = connectToHost<CubeHost>(page);
const state = new CubeState(
  host.rpc,
  (view, home) => {
    const kept: CubePanelState = { kind: 'cube', cube: given.cube, view, ...(home ? { home } : {}) };
    host.keepState(kept);
  },
  given.view,
);
render(<CubeView state={state} />, appRoot());
void state.open();
