select
    response_id,
    surveyed_on,
    respondent_id,
    question,
    rank,
    brand,
    score,
    weight,
    deal_id
from {{ ref('base_generic__survey_responses') }}
where _rejected_reason is null
