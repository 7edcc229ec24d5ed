-- What may be meant, and is told once more where the run itself has told it.
{{ config(severity='warn', group='foundation') }}
{{ loaded_reference_faults(2) }}
