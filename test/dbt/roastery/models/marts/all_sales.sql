{{ shape_tools.union_relations([ref('shop_sales'), ref('web_sales')]) }}
