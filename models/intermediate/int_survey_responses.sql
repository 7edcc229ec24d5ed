with

records as (
    {{ union_systems('survey_responses') }}
)

select
    records.response_id,
    records.surveyed_on,
    records.respondent_id,
    records.question,
    records.rank as naming_rank,
    records.brand as named_as,
    records.weight,
    case when {{ is_test_record('survey_responses') }} then 'test' end as left_out_reason
from records
