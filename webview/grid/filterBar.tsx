import { useState } from 'preact/hooks';
import { t } from '../../src/core/l10n.ts';
import type { Column } from '../../src/core/relation.ts';
import type { Filter } from '../../src/protocol/engineProtocol.ts';
import { Icon } from '../kit/icon.tsx';

type ValueOp = 'contains' | 'equals' | 'not-equals' | 'less' | 'greater';
type Op = ValueOp | 'is-null' | 'is-not-null';

const labels: Readonly<Record<Op, () => string>> = {
  contains: () => t('contains'),
  equals: () => '=',
  'not-equals': () => '≠',
  less: () => '<',
  greater: () => '>',
  'is-null': () => t('is NULL'),
  'is-not-null': () => t('is not NULL'),
};

/** The filters in force, each removable, and a line to add one. */
export function FilterBar(props: {
  readonly columns: readonly Column[];
  readonly filter: readonly Filter[];
  readonly onChange: (filter: readonly Filter[]) => void;
}) {
  const { columns, filter, onChange } = props;
  const [column, setColumn] = useState(columns[0]?.name ?? '');
  const [op, setOp] = useState<Op>('contains');
  const [value, setValue] = useState('');
  const needsValue = op !== 'is-null' && op !== 'is-not-null';

  const add = (event: Event) => {
    event.preventDefault();
    if (needsValue && value === '') return;
    onChange([...filter, needsValue ? { column, op, value } : { column, op }]);
    setValue('');
  };

  return (
    <form class="filter-bar" onSubmit={add} aria-label={t('Filter')}>
      <Icon name="filter" />
      {filter.map((each, i) => (
        <span key={`${i} ${each.column}`} class="filter-chip">
          {each.column} {each.op === 'in' ? 'in' : labels[each.op]()} {'value' in each ? each.value : ''}
          <button
            type="button"
            title={t('Remove this filter')}
            aria-label={`${t('Remove this filter')}: ${each.column}`}
            onClick={() => onChange(filter.filter((_, at) => at !== i))}
          >
            <Icon name="close" />
          </button>
        </span>
      ))}
      <select aria-label={t('Column')} value={column} onChange={(event) => setColumn(event.currentTarget.value)}>
        {columns.map(({ name }) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
      <select aria-label={t('Comparison')} value={op} onChange={(event) => setOp(event.currentTarget.value as Op)}>
        {(Object.keys(labels) as Op[]).map((each) => (
          <option key={each} value={each}>
            {labels[each]()}
          </option>
        ))}
      </select>
      {needsValue ? (
        <input
          aria-label={t('Value')}
          placeholder={t('Value')}
          value={value}
          onInput={(event) => setValue(event.currentTarget.value)}
        />
      ) : null}
      <button type="submit" disabled={needsValue && value === ''}>
        {t('Add filter')}
      </button>
    </form>
  );
}
