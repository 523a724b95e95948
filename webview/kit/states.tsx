import type { ComponentChildren } from 'preact';
import { Icon } from './icon.tsx';

/** What a pane shows when it has nothing else: why, and what can be done. */
export function PaneState(props: {
  readonly icon: string;
  readonly text: string;
  readonly detail?: string | null;
  readonly tone?: 'error' | 'busy';
  readonly children?: ComponentChildren;
}) {
  return (
    <div class={`state ${props.tone ?? ''}`} role={props.tone === 'error' ? 'alert' : 'status'}>
      <Icon name={props.icon} spin={props.tone === 'busy'} />
      {props.tone === 'error' ? <pre>{props.text}</pre> : <div>{props.text}</div>}
      {props.detail ? <div>{props.detail}</div> : null}
      {props.children ? <div class="actions">{props.children}</div> : null}
    </div>
  );
}
