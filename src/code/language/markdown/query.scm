(atx_heading (inline) @name) @definition.heading
(setext_heading (paragraph) @name) @definition.heading
