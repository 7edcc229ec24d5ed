select
    records.response_id,
    records.surveyed_on,
    records.deal_id,
    records.score
from {{ ref('int_survey_responses') }} as records
cross join {{ ref('dim_as_of') }} as as_of
where
    records.left_out_reason is null
    and records.question = 'experience'
    and records.deal_id is not null
    and records.score is not null
    and records.surveyed_on <= as_of.as_of_date
