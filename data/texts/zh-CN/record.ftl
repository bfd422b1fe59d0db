# record: the words of values, the headings of their tables, the titles of documents

item-group-product = 产品信息
item-group-consumer = 消费信息
item-group-enterprise = 企业信息
item-group-quality = 质量信息
item-group-circulation = 流通信息

stage-infant = 婴儿配方食品
stage-older_infant = 较大婴儿配方食品
stage-young_child = 幼儿配方食品
base-milk_based = 乳基
base-soy_based = 豆基
process-wet = 湿法工艺
process-dry = 干法工艺
process-wet_dry = 干湿法复合工艺
conclusion-pass = 合格
conclusion-fail = 不合格
step-shipping = 出库
step-receiving = 入库
step-retail_selling = 零售
carrier-outer = 外码
carrier-inner = 内码
carrier-case = 箱码
carrier-pallet = 垛码
recall-level-1 = 一级召回
recall-level-2 = 二级召回
recall-level-3 = 三级召回
coverage-in-shelf-life = 保质期内的产品
coverage-since = { $date } 起生产的产品

separator-comma = ，
separator-semicolon = ；
value-named = { $name }：{ $value }
value-months = { $months } 个月
value-age = { $from }–{ $to } 月龄
value-age-open = { $from } 月龄以上
value-valid-to = 有效期至 { $date }
value-valid-from-to = 有效期 { $from } 至 { $to }
value-number = 编号 { $number }
value-report-number = 报告编号 { $number }
value-lot = 批号 { $lot }

column-nutrient = 营养成分
column-unit = 单位
column-per-100-kj = 每 100 kJ
column-per-100-g = 每 100 g
column-per-100-ml = 每 100 mL
column-material = 原料
column-material-lot = 原料批号
column-origin = 来源地
column-certificate-number = 合格证明编号
column-certificate-date = 日期
column-conclusion = 结论
column-date = 日期
column-step = 环节
column-place = 地点
column-party = 单位

document-inspection-report = 产品检验报告 { $number } · { $date }
document-raw-material = { $material }合格证明 { $number } · { $date }
document-integrity-certificate = 企业诚信证书 { $number }

milestone-raw-materials = 原料检验合格
milestone-produced = 生产（{ $process }）
milestone-inspected-pass = 检验合格
milestone-inspected-fail = 检验不合格
