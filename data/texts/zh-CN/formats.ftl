# formats

# The rejection list

rejections-number = 序号
rejections-severity = 级别
rejections-file = 文件
rejections-sheet = 工作表
rejections-row = 行
rejections-column = 列
rejections-value = 内容
rejections-rule = 规则
rejections-problem = 问题
rejections-remedy = 怎么办
rejections-error = 错误
rejections-warning = 提醒

# The template and the published format

template-instructions = 说明
template-title = 婴配乳粉追溯报送模板
template-how =
    每张工作表是一种数据，第一行是标题，从第二行起填写；不用的工作表留空即可。
    标题带 * 的黄色列必须填写。标题可以调换顺序，不要改名。
    日期写成 2026-08-14。编号、批号和追溯码按文本填写，不要让表格软件改成 1.23E+15。
    检验报告、合格证明等 PDF、OFD、JPG、PNG 或 WebP 文件，与本表一起打成一个 ZIP 报送；表里写它们的文件名。
sampling-template-title = 抽检结果导入模板
sampling-template-how =
    一份样品一行，第一行是标题，从第二行起填写。也可以直接导入监管部门公布的表格：标题可以在前 10 行的任何一行。
    标题带 * 的黄色列必须填写。标题可以调换顺序，不要改名。
    一份样品有几个不合格项目的，在同一格里分行写，或者在下面几行只填“不合格项目”。
    公告里用“/”或“—”表示没有内容的，可以照抄。
template-example = 例：{ $example }
template-choice = 请从列表中选择

guide-table = 表
guide-column = 列
guide-id = id
guide-required = 必填
guide-optional = 可不填
guide-form = 填什么
guide-explanation = 说明
guide-example = 例
guide-yes = 是
guide-no = 否

kind-short = 一行文字，最多 200 字
kind-text = 文字
kind-long = 多行文字
kind-identifier = 编号，逐字保留
kind-reference = 企业自己的编号，最多 40 字
kind-lot = 批号，最多 20 个字符
kind-code = 追溯码，6 至 40 位数字或字母
kind-date = 日期
kind-integer = 整数
kind-choice = 选填其一：{ $words }
kind-file = 文件名

# Rules of whole files

rule-file_kind_unknown = 看不出“{ $value }”是什么文件。
    .fix = 请报送 CSV、XLSX、JSON Lines（.jsonl）或由它们打成的 ZIP。
rule-file_is_document = “{ $value }”是一份文档，不是数据。
    .fix = 请把文档和写着它文件名的表一起打成 ZIP 报送。
rule-file_old_excel = “{ $value }”是旧版 Excel（.xls）文件，或者加了密码。
    .fix = 请去掉密码，另存为“Excel 工作簿（.xlsx）”后再报送。
rule-file_empty = “{ $value }”里没有数据。
    .fix = 请检查是否选错了文件，或者忘了保存。
rule-file_damaged = “{ $value }”已损坏，读不下去。
    .fix = 请用表格或压缩软件打开看看，重新保存后再报送。
rule-encoding_unknown = “{ $value }”的文字编码既不是 UTF-8，也不是 GBK 或 GB18030。
    .fix = 请另存为“CSV UTF-8”后再报送。
rule-table_unknown = 看不出这张表是哪一种：{ $value }。
    .fix = 第一行应是模板里的列标题。请下载模板，对照标题。
rule-sheet_ignored = 工作表“{ $value }”不是报送格式里的表，没有读取。
    .fix = 如果里面有要报送的数据，请把工作表改成模板里的名称和标题。
rule-workbook_too_large = 工作簿“{ $value }”展开后太大。
    .fix = 请把追溯码改用 CSV 报送，或者分成几个文件。
rule-row_too_long = 这一行没有尽头（超过 { $limit } 字节）。
    .fix = 多半是少了一个收尾的双引号。请检查这一行和上一行的引号。

# Rules of headings

rule-column_missing = “{ $table_zh }”表缺少必填列“{ $column_zh }”。
    .fix = 请按模板补上这一列。
rule-column_twice = 列“{ $value }”出现了两次。
    .fix = 请只留一列。
rule-column_unknown = 列“{ $value }”不在报送格式里，没有读取。
    .fix = 如果它写错了名称，请照模板改正；如果只是备注，不必理会。

# Rules of rows and cells

rule-cell_missing = “{ $column_zh }”没有填写。
    .fix = 请填写这一格。
rule-cell_without_heading = “{ $value }”所在的列没有标题。
    .fix = 请删掉它，或者给这一列加上标题；CSV 里请检查是不是多了一个逗号。
rule-cell_undecodable = “{ $value }”里有乱码。
    .fix = 请改正这一格的文字，并统一用 UTF-8 或 GBK 保存。
rule-cell_too_long = 这一格有 { $given } 字节，上限是 { $limit }。
    .fix = 请缩短内容。
rule-cell_fraction = “{ $value }”带小数，不能作编号。
    .fix = 请把这一列设为文本格式，重新输入。
rule-cell_date = 表格软件把这一格变成了日期：{ $value }。
    .fix = 请把这一列设为文本格式，重新输入。
rule-cell_duration = 这一格是时间长度，不是要填的内容。
    .fix = 请把这一列设为文本格式，重新输入。
rule-cell_boolean = 这一格是逻辑值 { $value }。
    .fix = 请改成文字。
rule-cell_error = 这一格是公式的错误值。
    .fix = 请改正公式，或者直接填写内容。
rule-date_form = “{ $value }”不是认得的日期。
    .fix = 请写成 2026-08-14（也可以写 2026/8/14、2026年8月14日或 20260814）。
rule-date_impossible = 日期“{ $value }”不存在，或者年份不在 1990 至 2100 之间。
    .fix = 请改成正确的日期。
rule-integer_form = “{ $value }”不是整数。
    .fix = 请只填数字，不带单位和小数。
rule-integer_range = “{ $value }”太大，上限是 { $limit }。
    .fix = 请改成正确的数。
rule-choice_unknown = “{ $value }”不在可选的内容里。
    .fix = 请填其中之一：{ $allowed_zh }。
rule-text_too_long = 这一格有 { $given } 个字，上限是 { $limit }：{ $value }
    .fix = 请缩短内容。
rule-text_hidden = “{ $value }”里有改变文字方向的隐藏字符。
    .fix = 请删掉重新输入，不要从别处粘贴。
rule-text_control = “{ $value }”里有看不见的控制字符。
    .fix = 请删掉重新输入，不要从别处粘贴。
rule-lot_number_form = “{ $value }”不能作批号。
    .fix = 批号最多 { $limit } 个字符，不含控制字符。请照罐上所印填写。
rule-reference_form = “{ $value }”不能作编号。
    .fix = 编号最多 { $limit } 个字，不含控制字符。
rule-nutrition_form = 营养成分表第 { $line } 行“{ $value }”看不懂。
    .fix = 请写成“名称|单位|每100kJ|每100g|每100mL”，至少有名称、单位和一个数值。

# Rules of JSON Lines

rule-json_utf8 = 这一行不是 UTF-8。
    .fix = JSON Lines 文件必须用 UTF-8 保存。
rule-json_array = “{ $value }”是一个 JSON 数组。
    .fix = JSON Lines 每行一个对象，没有方括号，行末没有逗号。
rule-json_form = 这一行不是一个完整的 JSON 对象（第 { $position } 个字节处出错）：{ $value }
    .fix = 请让每个对象占一行，检查引号、逗号和括号。
rule-json_table_missing = 这一行没有说是哪张表。
    .fix = 请加上 "table"，如 "table": "lots"。
rule-json_table_unknown = 没有叫“{ $value }”的表。
    .fix = 请用报送格式里的表 id，如 lots、codes。
rule-json_field_unknown = 这张表没有字段“{ $field }”。
    .fix = 请用报送格式里的列 id。
rule-json_field_twice = 字段“{ $field }”出现了两次。
    .fix = 请只留一个。
rule-json_number = 这里的 { $value } 是数值，应是文本。
    .fix = 请加上双引号；数值会丢掉前面的零和多余的位数。
rule-json_value = 这里的 { $value } 既不是文本也不是整数。
    .fix = 请写成带双引号的文本。

# Rules of ZIP files

rule-zip_too_many_files = ZIP 里有 { $value } 个文件，上限是 { $limit }。
    .fix = 请分几次报送。
rule-zip_overlap = ZIP“{ $value }”里有几个文件共用同一段内容。
    .fix = 请用普通的压缩软件重新压缩后再报送。
rule-zip_too_large = ZIP 展开后超过 { $limit } 字节，读到“{ $value }”为止。
    .fix = 请分几次报送。
rule-zip_ratio = “{ $value }”展开后比压缩时大 { $limit } 倍以上，没有继续读。
    .fix = 请检查这个文件；正常的数据压不到这么小。
rule-zip_damaged = ZIP 里的“{ $value }”已损坏，或者用了不支持的压缩方法。
    .fix = 请重新压缩（普通 ZIP 格式）后再报送。
rule-zip_encrypted = ZIP 里的“{ $value }”加了密码。
    .fix = 请去掉密码重新压缩。
rule-zip_nested = “{ $value }”是 ZIP 里的又一个 ZIP。
    .fix = 请把里面的文件直接放进外层 ZIP。
rule-zip_name = ZIP 里有一个文件名无法识别：{ $value }。
    .fix = 请给文件改名后重新压缩。
rule-zip_path_unsafe = ZIP 里的路径“{ $value }”指向压缩包之外。
    .fix = 请重新压缩，不要带“..”、盘符或快捷方式。
rule-document_twice = ZIP 里有两个同名文件“{ $value }”。
    .fix = 文件按名称（不看文件夹）对应，请改成不同的名称。

## Everything about a lot, exported

export-table-notes = 说明
export-table-steps = 来源与去向
export-table-lots = 批次
export-table-raw_materials = 原料
export-table-circulation = 流通
export-table-void_codes = 作废的码
export-table-recalls = 召回
export-table-changes = 更改记录
export-table-packages = 箱和垛
export-table-units = 单品
export-column-note = 说明
export-column-level = 层
export-column-from_kind = 来源种类
export-column-from_name = 来源名称
export-column-from_lot = 来源批号
export-column-from_supplier = 来源供应商
export-column-to_kind = 去向种类
export-column-to_name = 去向名称
export-column-to_lot = 去向批号
export-column-to_supplier = 去向供应商
export-column-lot_number = 批号
export-column-state = 状态
export-column-reason = 原因
export-column-product_ref = 产品编号
export-column-product_name = 食品名称
export-column-site_ref = 场所编号
export-column-production_date = 生产日期
export-column-expiry_date = 保质期至
export-column-units = 罐数
export-column-published_at = 公布时间
export-column-report_number = 检验报告编号
export-column-laboratory = 检验机构
export-column-report_date = 检验报告日期
export-column-conclusion = 结论
export-column-material_name = 原料名称
export-column-material_lot = 原料批号
export-column-supplier = 供应商
export-column-origin = 来源地
export-column-certificate_number = 合格证明编号
export-column-certificate_date = 合格证明日期
export-column-made_from = 来源批次
export-column-step = 环节
export-column-event_date = 日期
export-column-place = 地点
export-column-party = 收货或销售单位
export-column-code = 追溯码
export-column-since = 起始时间
export-column-recall = 召回编号
export-column-recall_level = 召回级别
export-column-instructions = 处理办法
export-column-contact_phone = 联系电话
export-column-announced_at = 公布召回时间
export-column-field = 内容
export-column-old_value = 原值
export-column-new_value = 新值
export-column-who = 更改者
export-column-changed_at = 更改时间
export-column-carrier = 码载体
export-column-pallet_code = 垛码
export-column-outer_code = 外码
export-column-case_code = 箱码
export-column-void = 作废
export-cut-off = 批次太多，只列出了一部分：请分开导出。
