-- A setting out of its range, or a pair of settings that contradict each other, makes numbers that mean nothing.
select
    setting,
    problem
from (
    select
        setting,
        {{ row_problem('settings') }} as problem
    from {{ ref('settings') }}
) as judged
where problem is not null

union all

select
    smaller.setting,
    smaller.setting || ' is above ' || larger.setting as problem
from {{ ref('settings') }} as smaller
inner join {{ ref('settings') }} as larger on smaller.value > larger.value
where
    (smaller.setting = 'pacing_min_periods' and larger.setting = 'pacing_periods')
    or (smaller.setting = 'clv_prior_churned' and larger.setting = 'clv_prior_exposures')
