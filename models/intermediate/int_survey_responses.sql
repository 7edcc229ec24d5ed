with

{{ flagged_records('survey_responses') }}

select
    records.response_id,
    records.surveyed_on,
    records.respondent_id,
    records.question,
    records.rank as naming_rank,
    records.brand as named_as,
    records.weight,
    records.score,
    {{ survivor_of('deal') }} as deal_id,
    case when records.is_test then 'test' end as left_out_reason
from survey_responses as records
{{ join_references(['deals']) }}
