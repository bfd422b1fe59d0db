# rules: what is wrong with a delivery, and what to do about it. Short, polite, for a clerk.

## Files and packages

rule-too_many_files = 文件太多，从“{ $value }”起没有读取，最多 { $limit } 个。
    .fix = 请分成几次报送。
rule-too_many_lots = 批次太多，从“{ $value }”起没有读取，一次最多 { $limit } 个批次。
    .fix = 请分成几次报送。
rule-too_many_rows = 追溯码以外的行太多，一次最多 { $limit } 行。
    .fix = 请分成几次报送。
rule-rows_per_lot_limit = 批次“{ $value }”的追溯码太多，一次最多 { $limit } 个。
    .fix = 请把这个批次的追溯码分成几次报送。

## Documents

rule-document_missing = 没有找到文件“{ $value }”。
    .fix = 请把它和数据文件一起放进 ZIP，并核对文件名是否完全一致。
rule-document_kind = “{ $value }”不是 PDF、OFD、JPG、PNG 或 WebP，或者扩展名与内容不一致。
    .fix = 请重新导出为 PDF、OFD、JPG、PNG 或 WebP；不要只改扩展名。
rule-document_too_large = “{ $value }”超过 20 MB。
    .fix = 请降低扫描分辨率，或者拆成几份。
rule-document_active = “{ $value }”里有 { $what }，打开时可能执行动作或带有附件。
    .fix = 已经按原样收下，只供下载。建议重新导出一份不带脚本和附件的 PDF。
rule-document_picture_damaged = 图片“{ $value }”读不到结尾。
    .fix = 请重新导出或重新拍摄。
rule-document_picture_pixels = 图片“{ $value }”超过 { $limit } 百万像素。
    .fix = 请降低分辨率后重新导出。
rule-brand_mixed_script = 品牌“{ $value }”混用了外形相似的希腊或西里尔字母与拉丁字母。
    .fix = 请核对每个字母；确实如此的可以不改。
rule-document_unused = 文件“{ $value }”没有被任何一行用到，没有保存。
    .fix = 如果它是检验报告或合格证明，请在对应的列里填写文件名。

## Cells

rule-number_rounded = “{ $value }”是表格软件四舍五入后的数字，后面的位数已经丢失。
    .fix = 请把这一列设为文本格式，再从原来的系统重新导出或填写。

## Identifiers

rule-credit_code_length = 统一社会信用代码应是 18 位，“{ $value }”有 { $characters } 位。
    .fix = 请对照营业执照填写。
rule-credit_code_alphabet = 统一社会信用代码“{ $value }”的第 { $position } 位不应是“{ $character }”。
    .fix = 请对照营业执照填写；代码里没有字母 I、O、S、V、Z。
rule-credit_code_check = 统一社会信用代码“{ $value }”的校验位不对，应是“{ $expected }”，现在是“{ $given }”。
    .fix = 多数时候是输错了一位，请对照营业执照核对。
rule-credit_code_pilot = 统一社会信用代码“{ $value }”像是早期试点的代码，校验位对不上，已经收下。
    .fix = 请对照营业执照再核对一次；无误就不用处理。
rule-licence_form = 生产许可证编号应是 SC 加 14 位数字，“{ $value }”不是。
    .fix = 请对照食品生产许可证填写。
rule-licence_check = 生产许可证编号“{ $value }”的最后一位不对，应是 { $expected }，现在是 { $given }。
    .fix = 多数时候是输错了一位，请对照许可证核对。
rule-licence_category = 生产许可证“{ $value }”的类别是 { $category }，不能生产婴配乳粉。
    .fix = 应是 129（婴幼儿配方食品）或 105（乳制品）类别，请核对。
rule-licence_expired_since = 这个场所的生产许可证有效期至 { $value }，已经过期。
    .fix = 如果已经延续，请报送新的有效期。
rule-gtin_length = 商品条码应是 8、12、13 或 14 位，“{ $value }”有 { $characters } 位。
    .fix = 请照包装上的条码填写。
rule-gtin_digits = 商品条码“{ $value }”的第 { $position } 位是“{ $character }”，条码只有数字。
    .fix = 请照包装上的条码填写。
rule-gtin_check_digit = 商品条码“{ $value }”的最后一位不对，应是 { $expected }，现在是 { $given }。
    .fix = 多数时候是输错了一位，请照包装核对。
rule-sscc_form = 箱或垛的 SSCC 应是 18 位数字，“{ $value }”不是。
    .fix = 请照箱标填写，不带 (00)。
rule-sscc_check_digit = SSCC“{ $value }”的最后一位不对，应是 { $expected }，现在是 { $given }。
    .fix = 多数时候是输错了一位，请照箱标核对。
rule-registration_form = 产品配方注册号应是“国食注字YP”加 8 位数字，“{ $value }”不是。
    .fix = 请照注册证书填写。
rule-registration_year = 产品配方注册号“{ $value }”的年份是 { $year }，最早是 { $first } 年。
    .fix = 请照注册证书核对。

## Enterprise, sites and code rules

rule-website_not_https = 企业网址“{ $value }”不是以 https:// 开头的网址。
    .fix = 请填写以 https:// 开头的网址；没有就留空。
rule-certificate_expired = 诚信证书有效期至 { $value }，已经过期。
    .fix = 如果已经换证，请报送新的证书。
rule-certificate_dates_swapped = 诚信证书的有效期起（{ $from }）晚于有效期至（{ $value }）。
    .fix = 请核对这两个日期。
rule-lot_number_pattern_form = 批号日期规则“{ $value }”不能用：{ $why }。
    .fix = 请照格式说明填写；不清楚就留空。
rule-code_rule_length = 码的位数 { $value } 超出范围，应在 { $min } 到 { $max } 位之间。
    .fix = 请改正最短位数和最长位数。
rule-code_rule_lengths_swapped = 最短位数大于最长位数：{ $value }。
    .fix = 请核对这两个数字。
rule-code_rule_prefix = 固定开头“{ $value }”不对，只能是大写字母和数字，并且比码短。
    .fix = 请改正；没有固定开头就留空。
rule-code_rule_pattern = 二维码内容的规则“{ $value }”不能用：{ $why }。
    .fix = 请照格式说明填写，其中要有一个名为 code 的组。
rule-code_rule_pattern_limit = 二维码内容的规则有 { $value } 条，最多 { $limit } 条。
    .fix = 请合并或删去不用的规则。
rule-code_rule_example = 示例码“{ $value }”不符合这条规则。
    .fix = 请核对位数、字符、固定开头和校验方法。
rule-code_rule_clash = 二维码内容的规则也能匹配“{ $value }”，这是企业 { $enterprise } 印的内容。
    .fix = 请把规则写得更窄，例如写全自己的域名。
rule-code_rule_overlap = 不带二维码内容时，这种码和企业 { $enterprise } 的码看不出区别。
    .fix = 允许这样；消费者手工输入时会被问到品牌。用自己固定的开头可以避免。

## Products

rule-age_swapped = 适用月龄 { $value } 的起止不对。
    .fix = 止应大于起，请改正。
rule-age_outside_stage = 适用月龄 { $value } 与产品类别不符，这一类别是 { $min } 到 { $max } 月龄。
    .fix = 请核对月龄和产品类别。
rule-standard_does_not_fit_stage = 产品标准“{ $value }”与产品类别不符，应是 { $standard }。
    .fix = 请核对产品标准代号和产品类别。
rule-shelf_life_bounds = 保质期 { $value } 个月不合理，应在 1 到 { $limit } 个月之间。
    .fix = 请按月填写，例如 24。
rule-health_claim_banned = 标签文字里有“{ $value }”，婴配乳粉的标签不能这样宣称。
    .fix = 请按已注册的标签改正文字。
rule-origin_vague = “{ $value }”没有写明来源地。
    .fix = 请写明国家，或者省和市，例如“法国”“黑龙江省齐齐哈尔市”。

## Lots

rule-enterprise_profile_missing = 还没有报送企业信息，批次不能公布。
    .fix = 请先报送“企业”表，或者和批次一起报送。
rule-lot_unknown = 这次报送的“批次”表里没有对应的批次：“{ $value }”。
    .fix = 请在“批次”表里补上这个批次，或者核对批号。
rule-lot_ambiguous = “{ $value }”没有写批号，而这次报送里有几个批次。
    .fix = 请给每一行填写批号。
rule-row_twice = “{ $value }”出现了两次而且内容不同，第一次在 { $first }。
    .fix = 请只保留正确的一行。
rule-code_rules_limit = 这样会有 { $value } 条码规则，最多 { $limit } 条。
    .fix = 请把同一种形式的码写成一条规则。
rule-lot_twice = 批次“{ $value }”出现了两次，第一次在 { $first }。
    .fix = 请只保留一行。
rule-lot_without_codes = 批次“{ $value }”没有可以保存的追溯码。
    .fix = 请在“追溯码”表里补上，每罐一行。
rule-lot_published_already = 批次“{ $value }”已经公布过，不能改成草稿。
    .fix = 请把“草稿”留空，更改原因写在“更改原因”里。
rule-product_unknown = 没有编号为“{ $value }”的产品。
    .fix = 请先报送这个产品，或者核对产品编号。
rule-site_unknown = 没有编号为“{ $value }”的生产场所。
    .fix = 请先报送这个生产场所，或者核对场所编号。
rule-site_missing = 没有写生产场所，而企业登记的生产场所有 { $count } 个。
    .fix = 请填写场所编号；还没有登记的，请先报送生产场所。
rule-production_date_in_future = 生产日期 { $value } 晚于今天（{ $today }）。
    .fix = 请核对生产日期。
rule-production_date_too_early = 生产日期 { $value } 太早。
    .fix = 请核对年份。
rule-lot_report_missing = 批次“{ $value }”没有检验报告。
    .fix = 每一批都要有出厂检验报告：请填写报告的各列，并把报告文件放进 ZIP。
rule-report_before_production = 检验报告日期 { $value } 早于生产日期 { $production }。
    .fix = 请核对这两个日期。
rule-report_in_future = 检验报告日期 { $value } 晚于今天（{ $today }）。
    .fix = 请核对检验报告日期。
rule-lot_inspection_failed = 批次“{ $value }”的检验结论是不合格，不能公布。
    .fix = 请核对检验结论。不合格的批次不要报送。
rule-differs_from_registration = { $field ->
        [product_name] 食品名称
        [net_content] 规格（净含量）
        [formula_registration_no] 产品配方注册号
        [gtin] 商品条码
       *[expiry_date] 保质期至
    }“{ $value }”与登记的不一致，登记的是“{ $registered }”。
    .fix = 请核对是哪一处写错了；产品有变化的，请先报送产品。
rule-lot_expired_already = 批次“{ $value }”在报送时已经过期，保质期至 { $expiry }。
    .fix = 请核对生产日期；无误就不用处理。
rule-licence_expired = 生产日期是 { $production }，而生产许可证 { $licence } 有效期至 { $value }。
    .fix = 请核对生产日期和许可证有效期；许可证已延续的，请报送新的有效期。
rule-lot_number_date_differs = 批号“{ $value }”里的日期是 { $carried }，与生产日期 { $production } 不一致。
    .fix = 请核对批号和生产日期。
rule-lot_number_unlike_rule = 批号“{ $value }”不像本企业平常的批号。
    .fix = 请照罐体核对；无误就不用处理。
rule-delivery_refused = 这次报送没有保存，因为有的行不属于任何批次并且有错误。
    .fix = 请改正退回的行，再报送。

## Raw materials and circulation

rule-raw_materials_missing = 批次“{ $value }”没有原料。
    .fix = 请在“原料”表里补上主要原料，每种一行。
rule-raw_materials_limit = 原料有 { $value } 行，一个批次最多 { $limit } 行。
    .fix = 请只报送主要原料。
rule-origin_missing = 原料“{ $value }”没有写来源地。
    .fix = 请写明国家，或者省和市。
rule-raw_material_certificate_missing = 原料“{ $value }”的合格证明没有{ $part ->
        [certificate_number] 编号
        [certificate_date] 日期
        [conclusion] 结论
       *[certificate_file] 文件
    }。
    .fix = 每种主要原料都要有合格证明，请补上。
rule-raw_material_certificate_in_future = 合格证明日期 { $value } 晚于今天（{ $today }）。
    .fix = 请核对合格证明日期。
rule-raw_material_failed = 原料“{ $value }”的结论是不合格。
    .fix = 请核对合格证明。用了不合格原料的批次不要报送。
rule-made_from_form = “{ $value }”读不出是哪个批次。
    .fix = 一行写一个：本企业的批号，或“原料名称|原料批号|供应商”，供应商可以不写。
rule-made_from_limit = 这种原料写了 { $value } 个来源批次，最多 { $limit } 个。
    .fix = 把相同的来源合并，或分成几个原料批次报送。
rule-made_from_without_lot = 原料“{ $value }”写了来源批次，自己却没有原料批号。
    .fix = 填上这批原料自己的批号，别的批次才能按它追溯。
rule-made_from_cycle = “{ $value }”的来源绕回到它自己。
    .fix = 检查“来源批次”一列：一批货不能由它自己制成。
rule-made_from_depth = 批次“{ $value }”的来源超过 { $limit } 层，或太多。
    .fix = 检查“来源批次”一列；确有更多层时，请与平台联系。
rule-made_from_lot_unknown = 来源批次“{ $value }”既不在这次报送里，也没有公布过。
    .fix = 批号写错了就更正；还没有报送的批次，以后报送即可。
rule-circulation_before_production = 流通日期 { $value } 早于生产日期 { $production }。
    .fix = 请核对这两个日期。
rule-circulation_in_future = 流通日期 { $value } 晚于今天（{ $today }）。
    .fix = 请核对流通日期。
rule-circulation_limit = 流通信息有 { $value } 行，一个批次最多 { $limit } 行。
    .fix = 请按地区合并。

## Codes

rule-code_missing = 追溯码是空的。
    .fix = 请填写罐体上印的追溯码。
rule-code_too_short = “{ $value }”只有 { $given } 位，追溯码至少 { $min } 位。
    .fix = 请照罐体填写；前面的 0 不能省略。
rule-code_too_long = “{ $value }”有 { $given } 位，追溯码最多 { $max } 位。
    .fix = 请照罐体填写，一格只写一个码。
rule-code_character = “{ $value }”的第 { $position } 个字符是“{ $character }”，追溯码只有数字和英文字母。
    .fix = 请照罐体填写；不要把网址填进来。
rule-code_rule_missing = 不能核对“{ $value }”，因为企业还没有报送外码的码规则。
    .fix = 请先报送“码规则”表，至少有一条外码的规则。
rule-code_length = “{ $value }”有 { $given } 位，按码规则 { $rule } 应是 { $length } 位，例如 { $example }。
    .fix = 请核对是否少了或多了几位。
rule-code_letters = “{ $value }”的第 { $position } 个字符“{ $character }”不符合码规则 { $rule }，例如 { $example }。
    .fix = 请核对，注意数字 0 和字母 O、数字 1 和字母 I。
rule-code_prefix = “{ $value }”不是以 { $prefix } 开头，不符合码规则 { $rule }，例如 { $example }。
    .fix = 请核对是不是填成了别的码。
rule-code_check_digit = “{ $value }”的最后一位校验不通过，不符合码规则 { $rule }。
    .fix = 多数时候是输错了一位，请照罐体核对。
rule-code_twice_in_file = 追溯码“{ $value }”出现了两次，第一次在 { $first }。
    .fix = 每罐的码只能有一行，请删去重复的行。
rule-code_in_other_lot = 追溯码“{ $value }”已经在批次 { $lot } 里公布过。
    .fix = 请核对这罐属于哪个批次；一个码只能属于一个批次。
rule-code_both_unit_and_package = “{ $value }”既是罐上的码，又是箱码或垛码，第一次在 { $first }。
    .fix = 请核对是不是填错了列。
rule-package_two_parents = “{ $value }”在两个不同的箱或垛里，第一次在 { $first }。
    .fix = 请核对箱码和垛码。

## Sampling results

rule-sampling_file_kind = “{ $value }”不是抽检结果的表格。
    .fix = 请上传 CSV 或 Excel 工作簿（.xlsx）。
rule-sampling_file_too_large = “{ $value }”太大，最多 { $limit } MB。
    .fix = 请分成几个文件。
rule-sampling_header_missing = 在“{ $value }”的前 10 行里没有找到列标题。
    .fix = 请对照模板，保留“抽样编号”“样品名称”等列标题。
rule-sampling_rows_limit = 行太多，从这一行起没有读取，一次最多 { $limit } 行。
    .fix = 请分成几个文件。
rule-sampling_notice_url = “{ $value }”不是以 https:// 开头的网址。
    .fix = 请填写公告所在网页的完整网址；没有就留空。
rule-sampling_date_or_lot = 看不出“{ $value }”里哪个是生产日期，哪个是批号。
    .fix = 请把它们分别填进“生产日期”和“批号”两列。
rule-sampling_dates_swapped = 生产日期 { $value } 晚于公布日期 { $published }。
    .fix = 请核对这两个日期。
rule-sampling_published_in_future = 公布日期 { $value } 晚于今天（{ $today }）。
    .fix = 请核对公布日期。
rule-sampling_failure_form = 不合格项目“{ $value }”看不懂。
    .fix = 请写成“项目║检验结果║标准值”，每项一行，每一部分最多 200 字。
rule-sampling_failure_missing = 样品“{ $value }”的结论是不合格，但没有写不合格项目。
    .fix = 请照公告补上不合格项目。
rule-sampling_failure_with_pass = 样品“{ $value }”的结论是合格，却写了不合格项目。
    .fix = 请照公告核对这两格。
rule-sampling_failures_limit = 样品“{ $value }”的不合格项目有 { $given } 个，最多 { $limit } 个。
    .fix = 请核对是不是几份样品写在了一起。
rule-sampling_twice = 样品“{ $value }”出现了两次而且内容不同，第一次在第 { $first } 行。
    .fix = 请只保留正确的一行。
