import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../../src/core/l10n.ts';
import type { NodeAction, PipelineHost } from '../../src/protocol/pipelineProtocol.ts';
import type { Rpc } from '../../src/protocol/rpc.ts';

/** Whose menu is open, and where in the picture. */
export interface OpenMenu {
  readonly node: string;
  readonly x: number;
  readonly y: number;
}

/** What can be done with a node, as the trees' menus have it. */
export function NodeMenu(props: {
  readonly menu: OpenMenu;
  readonly host: Rpc<PipelineHost>;
  readonly onClose: () => void;
}) {
  const { menu, host, onClose } = props;
  const [actions, setActions] = useState<readonly NodeAction[] | undefined>();
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let gone = false;
    host.call('actions', { node: menu.node }).then(
      (found) => {
        if (!gone) setActions(found);
      },
      () => {
        if (!gone) setActions([]);
      },
    );
    return () => {
      gone = true;
    };
  }, [menu.node]);
  // The menu keeps inside of the picture, and has the keys as soon as it has entries.
  useEffect(() => {
    const element = list.current;
    const around = element?.parentElement;
    if (!element || !around) return;
    element.style.left = `${Math.max(4, Math.min(menu.x, around.clientWidth - element.offsetWidth - 4))}px`;
    element.style.top = `${Math.max(4, Math.min(menu.y, around.clientHeight - element.offsetHeight - 4))}px`;
    element.querySelector('button')?.focus();
  }, [actions, menu]);
  const onKeyDown = (event: KeyboardEvent) => {
    event.stopPropagation();
    const buttons = [...(list.current?.querySelectorAll('button') ?? [])];
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
    if (event.key === 'Escape' || event.key === 'Tab') {
      event.preventDefault();
      onClose();
    } else if (event.key === 'ArrowDown') buttons[(at + 1) % buttons.length]?.focus();
    else if (event.key === 'ArrowUp') buttons.at(at - 1)?.focus();
  };
  const open = () => {
    onClose();
    void host.call('open', { node: menu.node });
  };
  return (
    <div class="map-menu" role="menu" tabIndex={-1} ref={list} onKeyDown={onKeyDown}>
      <button type="button" role="menuitem" onClick={open}>
        {t('Open')}
      </button>
      {actions === undefined ? <div class="quiet">{t('Asking…')}</div> : null}
      {actions?.map(({ id, title, destructive }) => (
        <button
          type="button"
          role="menuitem"
          key={id}
          class={destructive ? 'tone-bad' : ''}
          onClick={() => {
            onClose();
            void host.call('act', { node: menu.node, action: id });
          }}
        >
          {title}
        </button>
      ))}
    </div>
  );
}
