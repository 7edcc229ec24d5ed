-- How far the period before a running one, and the same period of last year, had got by the day that the running one has reached.
select
    period_type,
    period_start,
    'previous' as compared_with,
    previous_period_start as compared_start,
    case period_type
        when 'week' then {{ add_periods('week', 'as_of_date', -1) }}
        when 'month' then {{ add_periods('month', 'as_of_date', -1) }}
        when 'quarter' then {{ add_periods('quarter', 'as_of_date', -1) }}
        else {{ add_periods('year', 'as_of_date', -1) }}
    end as compared_until
from {{ ref('dim_periods') }}
where not is_complete_period

union all

-- a week has the one 52 weeks before it, with the same days
select
    period_type,
    period_start,
    'last_year' as compared_with,
    case period_type
        when 'week' then {{ add_periods('week', 'period_start', -52) }} else {{ add_periods('year', 'period_start', -1) }}
    end as compared_start,
    case period_type
        when 'week' then {{ add_periods('week', 'as_of_date', -52) }} else {{ add_periods('year', 'as_of_date', -1) }}
    end as compared_until
from {{ ref('dim_periods') }}
where not is_complete_period
