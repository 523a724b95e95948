{{ shape_tools.unpivot(ref('raw_prices'), keep=['kind'], type='decimal(6,2)', name_to='quarter', value_to='price') }}
