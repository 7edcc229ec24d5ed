-- What kpi_targets names, found: a rep by id, e-mail or name, a team by id or name, a slice by its value, in any case, where it means
-- one alone.
with

written as (
    select
        row_number() over (
            order by kpi_id, scope_type, scope_id, period_type, valid_from, valid_to nulls last, target_value
        ) as target_number,
        kpi_id,
        lower(scope_type) as scope_type,
        scope_id as written_scope,
        lower(period_type) as period_type,
        valid_from,
        valid_to,
        target_value,
        target_low,
        target_high,
        stretch_value,
        amber_ratio,
        case when lower(scope_type) in ('{{ slices() | join("', '") }}') then 'slice' else lower(scope_type) end as scope_kind
    from {{ ref('kpi_targets') }}
),

-- a user of a later system may be a rep under the id of an earlier one
names as (
    select
        'company' as scope_type,
        'all' as name_key,
        'all' as scope_id

    {%- for name in ['team_id', 'team_name'] %}

    {{ union_distinct() }}

    select
        'team',
        lower({{ name }}),
        team_id
    from {{ ref('dim_teams') }}
    where {{ name }} is not null
    {%- endfor %}

    {{ union_distinct() }}

    select
        'rep',
        lower(rep_id),
        rep_id
    from {{ ref('dim_reps') }}
    {%- for name in ['user_id', 'email', 'user_name'] %}

    {{ union_distinct() }}

    select
        'rep',
        lower(users.{{ name }}),
        reps.rep_id
    from {{ ref('int_users') }} as users
    inner join {{ ref('dim_reps') }} as reps on users.survivor_id = reps.rep_id
    where users.{{ name }} is not null
    {%- endfor %}

    {{ union_distinct() }}

    select
        scope_type,
        lower(scope_id),
        scope_id
    from {{ ref('dim_record_slices') }}
),

-- an id as it is written comes before what else it could mean
found as (
    select
        written.target_number,
        count(names.scope_id) as meanings,
        coalesce(
            max(case when names.scope_id in (written.written_scope, {{ public_id('written.written_scope') }}) then names.scope_id end),
            case when count(names.scope_id) = 1 then max(names.scope_id) end
        ) as scope_id
    from written
    left join names
        on
            written.scope_type = names.scope_type
            and names.name_key in (lower(written.written_scope), lower({{ public_id('written.written_scope') }}))
    group by written.target_number
),

-- a short time of validity in which no period begins
spans as (
    select
        period_type,
        min(period_start) as first_start,
        max(period_start) as last_start
    from {{ ref('dim_periods') }}
    group by period_type
),

without_period as (
    select written.target_number
    from written
    inner join spans
        on
            written.period_type = spans.period_type
            and written.valid_from > spans.first_start
            and written.valid_to < spans.last_start
    left join {{ ref('dim_periods') }} as periods
        on
            written.period_type = periods.period_type
            and periods.period_start between written.valid_from and written.valid_to
    where periods.period_start is null
),

judged as (
    select
        written.*,
        coalesce(found.scope_id, written.written_scope) as scope_id,
        case
            when written.kpi_id not in ('{{ kpi_ids() | join("', '") }}') then 'unknown_kpi'
            when written.scope_type not in ('{{ scope_types(slices()) | join("', '") }}') then 'unknown_scope_type'
            when written.period_type not in ('week', 'month', 'quarter', 'year') then 'unknown_period_type'
            when
                written.scope_type <> 'company' and written.kpi_id not in ('{{ kpi_ids(without='company_only') | join("', '") }}')
                then 'company_only'
            when written.scope_kind = 'slice' and not {{ is_listed('written.scope_type', "coalesce(kpis.scopes, '')") }} then 'not_measured'
            when written.scope_kind = 'slice' and written.scope_type not in ('{{ scope_types() | join("', '") }}') then 'not_built'
            when written.scope_kind = 'slice' and not {{ is_slice_period('written') }} then 'slice_by_week'
            when found.scope_id is null and found.meanings > 1 then 'ambiguous_' || written.scope_kind
            when found.scope_id is null then 'unknown_' || written.scope_kind
            when without_period.target_number is not null then 'no_period'
        end as problem
    from written
    inner join found on written.target_number = found.target_number
    left join {{ ref('kpi_definitions') }} as kpis on written.kpi_id = kpis.kpi_id
    left join without_period on written.target_number = without_period.target_number
),

-- of targets that are valid on one day the one that begins last holds, as dim_targets works out
followed as (
    select
        target_number,
        lead(valid_from) over (
            partition by kpi_id, scope_type, scope_id, period_type
            order by valid_from, coalesce(target_value, target_low, target_high), target_number
        ) as next_valid_from
    from judged
    where problem is null
)

select
    judged.target_number,
    judged.kpi_id,
    judged.scope_type,
    judged.written_scope,
    judged.scope_id,
    judged.period_type,
    judged.valid_from,
    judged.valid_to,
    judged.target_value,
    judged.target_low,
    judged.target_high,
    judged.stretch_value,
    judged.amber_ratio,
    case
        when judged.problem is not null then judged.problem
        when followed.next_valid_from <= judged.valid_to or (judged.valid_to is null and followed.next_valid_from is not null)
            then 'overlapping'
    end as problem
from judged
left join followed on judged.target_number = followed.target_number
