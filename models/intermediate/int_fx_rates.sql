select
    upper(trim(currency)) as currency,
    valid_on as valid_from,
    -- the day before the next rate; the last one stays valid
    {{ add_days('lead(valid_on) over (partition by upper(trim(currency)) order by valid_on)', -1) }} as valid_to,
    rate
from {{ ref('fx_rates') }}
where upper(trim(currency)) <> upper(trim('{{ variable("reporting_currency") }}'))
