import { useState } from 'preact/hooks';
import { t } from '../../src/core/l10n.ts';
import { Icon } from '../kit/icon.tsx';
import type { CubeState } from './cubeState.ts';

/** Views that are kept in the repository. */
export function SavedViews({ state }: { readonly state: CubeState }) {
  const [naming, setNaming] = useState(false);
  const views = state.cube.value?.views ?? [];
  const name = state.viewName.value;
  if (naming) {
    return (
      <form
        class="naming"
        onSubmit={(event) => {
          event.preventDefault();
          const typed = new FormData(event.currentTarget).get('name');
          setNaming(false);
          if (typeof typed === 'string' && typed.trim()) void state.saveView(typed.trim());
        }}
      >
        <input
          name="name"
          autofocus
          maxLength={100}
          defaultValue={name}
          placeholder={t('Name of the view')}
          aria-label={t('Name of the view')}
        />
        <button type="submit" class="primary">
          {t('Save')}
        </button>
        <button type="button" onClick={() => setNaming(false)}>
          {t('Cancel')}
        </button>
      </form>
    );
  }
  return (
    <>
      {views.length > 0 ? (
        <select
          aria-label={t('View')}
          value={views.some((view) => view.name === name) ? name : ''}
          onChange={(event) => {
            const view = views.find((each) => each.name === event.currentTarget.value);
            if (view) state.showView(view);
          }}
        >
          <option value="" disabled>
            {t('View')}
          </option>
          {views.map((view) => (
            <option key={view.name} value={view.name}>
              {view.name}
            </option>
          ))}
        </select>
      ) : null}
      <button type="button" disabled={!state.cube.value} onClick={() => setNaming(true)}>
        <Icon name="save" />
        {t('Save view…')}
      </button>
      {views.some((view) => view.name === name) ? (
        <button
          type="button"
          aria-label={t('Delete view {0}', name)}
          title={t('Delete view {0}', name)}
          onClick={() => void state.deleteView(name)}
        >
          <Icon name="trash" />
        </button>
      ) : null}
    </>
  );
}
