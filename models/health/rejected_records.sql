with

rejections as (

    {% for system in variable('systems') -%}
    {%- set is_last_system = loop.last -%}
    {%- for export in exports_of(system) -%}
    {{ rejections_of(export.seed, export.base) }}
    {{ 'union all' if not (is_last_system and loop.last) }}
    {% endfor -%}
    {%- endfor %}
),

-- Judged once for all exports: the same expressions for each cell of each export take longer to plan than to run.
shown as (

    select
        system_name,
        export,
        {{ public_id(clean_text('raw_record_id')) }} as record_id,
        file_row,
        column_name,
        case cell_type
            {%- for type in ['id', 'text', 'number', 'date', 'timestamp', 'boolean', 'enum', 'time_zone'] %}
            when '{{ type }}' then {{ public_cell({'type': type}, 'raw_cell') }}
            {%- endfor %}
            when 'key' then raw_cell
        end as raw_text,
        case
            when row_reason is not null then row_reason
            when is_ranged and cell_type = 'number' and {{ parse_number(clean_text('raw_cell')) }} is not null then 'out_of_range'
            when is_ranged and cell_type = 'date' and {{ parse_date(clean_text('raw_cell')) }} is not null then 'out_of_range'
            when is_ranged and cell_type = 'timestamp' and {{ parse_timestamp(clean_text('raw_cell')) }} is not null then 'out_of_range'
            else cell_reason
        end as reason,
        row_reason is not null as is_row_rejected
    from rejections

),

-- rows that the importer could not split into cells never reach an export's own table
with_import as (

    select
        shown.*,
        cast(null as {{ dbt.type_string() }}) as file_name
    from shown

    union all

    select
        system as system_name,
        export,
        cast(null as {{ dbt.type_string() }}) as record_id,
        cast(row_number as bigint) as file_row,
        '(whole row)' as column_name,
        {{ public_cell({'type': 'row'}, 'raw_text') }} as raw_text,
        reason,
        true as is_row_rejected,
        {{ public_text('file') }} as file_name
    from {{ ref('import_rejections') }}
    where system in (
        {%- for system in variable('systems') %}
        '{{ system }}'{{ ',' if not loop.last }}
        {%- endfor %}
    )
)

select
    {{ digest([
        'system_name', 'export', "coalesce(file_name || '|', '') || cast(file_row as " ~ dbt.type_string() ~ ')', 'column_name',
    ]) }} as rejected_record_id,
    system_name,
    export,
    record_id,
    file_row,
    column_name,
    raw_text,
    reason,
    is_row_rejected,
    file_name
from with_import
