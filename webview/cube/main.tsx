import '../kit/kit.css';
import './cube.css';
import { render } from 'preact';
import type { CubeHost, CubePage, CubePanelState } from '../../src/protocol/cubeProtocol.ts';
import { appRoot, connectToHost } from '../kit/host.ts';
import { CubeState } from './cubeState.ts';
import { CubeView } from './cubeView.tsx';

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
const given = host.state as CubePanelState;
const state = new CubeState(
  host.rpc,
  (kept) => host.keepState({ kind: 'cube', cube: given.cube, ...kept } satisfies CubePanelState),
  given,
);
render(<CubeView state={state} />, appRoot());
void state.open();
