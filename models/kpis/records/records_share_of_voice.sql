-- Namings in the unaided-awareness question, by the day of the survey. Each adds its weight: below the line if the brand
-- is tracked, above it if it is ours. Whoever named no brand is there for the rates by respondent.
select
    'survey_responses' as export,
    record_id,
    cast(null as {{ dbt.type_string() }}) as lead_id,
    cast(null as {{ dbt.type_string() }}) as customer_id,
    'unassigned' as rep_id,
    'unassigned' as team_id,
    named_on as counted_on,
    case when is_ours then weight else 0 end as numerator,
    case when is_tracked then weight else 0 end as denominator,
    case when is_tracked then 1 else 0 end as units,
    is_tracked as is_counted,
    false as is_unknown,
    case
        when is_ours then 'our_brand'
        when is_tracked then 'other_brand'
        else 'untracked_brand'
    end as reason,
    weight as record_value,
    'ratio' as record_unit,
    respondent_id,
    respondent_weight,
    is_ours,
    naming_rank
from {{ ref('fct_brand_namings') }}
where named_in = 'survey'
