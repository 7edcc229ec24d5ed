-- Where the company's recurring revenue goes.
select
    month_start as month,
    forecast_mrr as forecast,
    low_mrr as low,
    high_mrr as high,
    message_{language} as remark,
    'currency' as _unit
from mrr_forecast
where scope_type = 'company'
order by month_start
