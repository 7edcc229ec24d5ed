{#- What the loader noted of numbered parts that are missing; nothing where all are there. -#}
{%- set missing = {} -%}
{%- for note in loaded_seeds().values() if note.missing_parts -%}
    {%- for kind in note.kinds or [] if kind in health_exports() -%}
        {%- set parts = missing.setdefault(kind, {'names': [], 'files': []}) -%}
        {%- do parts.names.extend(note.missing_parts) -%}
        {%- do parts.files.append(note.files) -%}
    {%- endfor -%}
{%- endfor -%}
-- What the rows and cells of the files come to. Of the files and columns behind an export the worst one speaks.
with

parts as (
    select
        checks.export,
        checks.check_id,
        case when checks.check_id = 'validity' then counts.rejected_rows else counts.duplicate_rows end as affected,
        counts.raw_rows as total,
        cast(null as {{ dbt.type_string() }}) as example,
        counts.system_name || '.' || counts.export as part
    from {{ ref('dim_source_checks') }} as checks
    inner join {{ ref('int_export_counts') }} as counts
        on {{ is_listed('checks.export', 'counts.feeds_exports') }}
    where checks.check_id in ('validity', 'uniqueness') and counts.raw_rows > 0

    union all

    -- a few cells of a column are not worth a word
    select
        checks.export,
        checks.check_id,
        cells.unreadable_cells as affected,
        cells.filled_cells as total,
        cells.export || '.' || cells.column_name as example,
        cells.system_name || '.' || cells.export || '.' || cells.column_name as part
    from {{ ref('dim_source_checks') }} as checks
    inner join {{ ref('fct_unreadable_cells') }} as cells
        on
            {{ is_listed('checks.export', 'cells.feeds_exports') }}
            and cells.unreadable_cells >= checks.min_sample
    where checks.check_id = 'unreadable_cells'
),

ranked as (
    select
        parts.*,
        row_number() over (
            partition by export, check_id
            order by {{ safe_divide('affected', 'total') }} desc, total desc, {{ bytewise('part') }}
        ) as place
    from parts
)

select
    checks.export,
    checks.check_id,
    ranked.example,
    case checks.check_id
        when 'presence' then exports.raw_rows
        when 'unreadable_cells' then coalesce(ranked.affected, 0)
        else ranked.affected
    end as affected,
    case
        when checks.check_id = 'presence' or (checks.check_id = 'unreadable_cells' and ranked.total is null)
            then exports.raw_rows
        else ranked.total
    end as total
from {{ ref('dim_source_checks') }} as checks
inner join {{ ref('int_export_rows') }} as exports on checks.export = exports.export
left join ranked on checks.export = ranked.export and checks.check_id = ranked.check_id and ranked.place = 1
where checks.check_id in ('presence', 'validity', 'uniqueness', 'unreadable_cells')
{%- for export, parts in missing.items() %}

union all

select '{{ export }}', 'missing_parts', '{{ sql_text(parts.names[:5] | join(', ')) }}', {{ parts.names | length }},
    {{ parts.names | length + parts.files | sum }}
{%- endfor %}
