import { useEffect, useRef, useState } from 'preact/hooks';
import { type AppError, isCancellation, toAppError } from '../../src/core/appError.ts';
import type { CubeLevel } from '../../src/core/cube/cube.ts';
import { type Member, pathKey, type Slice } from '../../src/core/cube/pivotRequest.ts';
import { formatNumber } from '../../src/core/format.ts';
import { t } from '../../src/core/l10n.ts';
import type { CubeHost } from '../../src/protocol/cubeProtocol.ts';
import type { Rpc } from '../../src/protocol/rpc.ts';
import { PaneState } from '../kit/states.tsx';
import { isBlank, levelTitle, memberText } from './memberText.ts';

/** How long typing must pause before members are looked for. */
const pauseMs = 200;

export interface MemberPickerProps {
  readonly host: Rpc<Pick<CubeHost, 'members'>>;
  readonly level: CubeLevel;
  readonly slice: Slice | undefined;
  readonly onApply: (slice: Slice) => void;
  readonly onClose: () => void;
}

/** Chooses the members that a pivot keeps, or leaves out, among those that the engine finds. */
export function MemberPicker({ host, level, slice, onApply, onClose }: MemberPickerProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [search, setSearch] = useState('');
  const [found, setFound] = useState<readonly { readonly member: Member; readonly count: number }[] | undefined>();
  const [failure, setFailure] = useState<AppError | undefined>();
  const [chosen, setChosen] = useState<readonly Member[]>(slice?.members ?? []);
  const [exclude, setExclude] = useState(slice?.exclude ?? false);

  useEffect(() => dialog.current?.showModal(), []);
  useEffect(() => {
    const abort = new AbortController();
    const timer = setTimeout(
      () => {
        host.call('members', { level: level.name, search }, abort.signal).then(setFound, (error: unknown) => {
          if (!isCancellation(error)) setFailure(toAppError(error));
        });
      },
      search === '' ? 0 : pauseMs,
    );
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [search]);

  const isChosen = (member: Member) => chosen.includes(member);
  const toggle = (member: Member) =>
    setChosen(isChosen(member) ? chosen.filter((each) => each !== member) : [...chosen, member]);
  // What was chosen stays in sight, whatever is searched for.
  const others = chosen.filter((member) => !found?.some((each) => each.member === member));
  const listed = [...others.map((member) => ({ member, count: undefined })), ...(found ?? [])];
  const title = levelTitle(level);
  return (
    <dialog ref={dialog} class="picker" aria-label={title} onClose={onClose}>
      <form
        method="dialog"
        onSubmit={() => onApply({ level: level.name, members: chosen, ...(exclude ? { exclude } : {}) })}
      >
        <h2>{title}</h2>
        <input
          type="search"
          placeholder={t('Search members')}
          aria-label={t('Search members')}
          value={search}
          onInput={(event) => setSearch(event.currentTarget.value)}
        />
        <fieldset class="members" aria-label={title}>
          {failure ? <PaneState icon="error" tone="error" text={failure.message} /> : null}
          {found === undefined && !failure ? (
            <PaneState icon="loading" tone="busy" text={t('Looking for members…')} />
          ) : null}
          {found !== undefined && listed.length === 0 ? (
            <PaneState icon="inbox" text={t('There is no such member.')} />
          ) : null}
          {listed.map(({ member, count }) => (
            <label key={pathKey([member])} class={isBlank(member) ? 'blank' : ''}>
              <input type="checkbox" checked={isChosen(member)} onChange={() => toggle(member)} />
              <span class="cell-text">{memberText(level, member)}</span>
              <span class="quiet">{count === undefined ? '' : formatNumber(count)}</span>
            </label>
          ))}
        </fieldset>
        <label class="exclude">
          <input type="checkbox" checked={exclude} onChange={(event) => setExclude(event.currentTarget.checked)} />
          {t('Leave these out')}
        </label>
        <div class="actions">
          <button type="button" onClick={() => setChosen([])}>
            {t('None')}
          </button>
          <span class="spring" />
          <button type="button" onClick={() => dialog.current?.close()}>
            {t('Cancel')}
          </button>
          <button type="submit" class="primary">
            {t('Apply')}
          </button>
        </div>
      </form>
    </dialog>
  );
}
