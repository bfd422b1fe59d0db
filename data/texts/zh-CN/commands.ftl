# 命令行

command-data-dir-taken = 数据目录 { $directory } 正被另一个 rusu 使用；请先停止那个程序，或用 --data-dir 另选目录。
command-address-taken = 地址 { $address } 已被占用；请先停止占用它的程序，或用 --listen 127.0.0.1:0 换一个端口。
command-starting-sample = 正在准备示例数据：{ $name }
command-try = 可以试查的追溯码（结果、企业、扫码或输入的内容）：
command-sample-keys = 示例企业的密钥（报送时用，也写在 { $file }）：
command-stopping = 正在停止：不再接受新请求，处理完已收到的请求；再发一次信号立即退出。
command-stopped = 已停止。

command-fsck-counts = 批次 { $lots }，码包 { $parts }，可见追溯码 { $codes }，不可见追溯码 { $invisible }，文件 { $documents }，标志和视频 { $uploads }。
command-fsck-clean = 三个库的内容一致。
command-fsck-problems = 发现 { $count } 个问题。

command-key-once = 这是“{ $name }”的密钥，只显示这一次，平台不保存原文。
command-recall-lot-unknown = 注意：批次 { $lot } 尚未公布。
command-recall-announced = 召回 { $id } 已公布，涉及 { $count } 个批次；下一次查询即可看到。
command-lot-state = 批次 { $lot } 的状态已更改；下一次查询即可看到。

command-load-done = 完成：写入 { $codes } 个码，用时 { $seconds } 秒，每秒 { $rate } 个。

command-checking = 正在检查 { $name }
command-check-good = 检查通过：{ $rows } 行，{ $lots } 个批次。
command-check-warnings = 检查通过，有 { $warnings } 条提醒：{ $rows } 行，{ $lots } 个批次。
command-check-bad = 检查未通过，没有报送。请按上面逐条修改后再报。
command-check-only-bad = 检查未通过：{ $count } 处问题。
command-check-left = 另有 { $count } 处要由平台核对（如此前报送过的产品）。
command-left-out = 未放进报送的文件：{ $names }
command-delivering = 正在报送 { $name }
command-delivered = 平台已收到，报送编号 { $id }
command-waiting = 等待平台处理…
command-interrupted = 连接中断；平台可能已收到。再运行同一条命令是安全的，不会重复入库。
command-rejections-written = 退回的行已写入 { $file }
command-more = 还有 { $count } 条未列出；用 --rejections 文件名 导出全部。

command-receipt-submission = 报送编号
command-receipt-state = 结果
command-receipt-rows = 行数
command-receipt-accepted = 入库
command-receipt-rejected = 退回
command-receipt-duplicate = 重复
command-receipt-warnings = 提醒
command-receipt-lot = 批号
command-receipt-units = 罐数
command-place-row = 第 { $row } 行
command-place-column = 列“{ $column }”
command-value = 内容
command-problem = 问题
command-remedy = 办法
command-error = 错误
command-warning = 提醒

command-state-received = 已收到
command-state-processing = 处理中
command-state-published = 已公布
command-state-partly_published = 部分公布
command-state-rejected = 已退回
command-state-failed = 平台故障，稍后会再处理
command-lot-published = 已公布
command-lot-amended = 已更正
command-lot-duplicate = 重复，未变
command-lot-rejected = 已退回

command-verdict-first_query = 第 1 次查询
command-verdict-seen_before = 查询过
command-verdict-unusually_often = 查询次数偏多
command-verdict-expired = 已过期
command-verdict-recalled = 召回
command-verdict-withdrawn = 已撤回
command-verdict-under_correction = 更正中
command-verdict-package = 箱码
command-verdict-archived = 已过期归档
command-verdict-unrecognised = 不像追溯码
command-verdict-no_record = 没有记录
command-verdict-not_connected = 未接入
command-verdict-other_enterprise = 别家企业的码
command-verdict-ambiguous = 几家企业都像
command-verdict-inner_code_given = 给了内码
command-verdict-outer_code_given = 给了外码
